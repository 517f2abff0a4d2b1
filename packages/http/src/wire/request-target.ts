import { isAuthority, parseAuthority } from "./authority.js";
import { HTTPError } from "./http-error.js";
import { ASTERISK, SLASH } from "./octets.js";

/** The four forms of RFC 9112 §3.2. */
export type TargetForm = "origin" | "absolute" | "authority" | "asterisk";

/**
 * Which form `target` has, whose characters a scanner has checked:
 *
 *     request-target = origin-form / absolute-form / authority-form / asterisk-form
 *
 * authority-form belongs to CONNECT and CONNECT to it; asterisk-form belongs to OPTIONS.
 * @throws {HTTPError} 400 where it has none of them.
 */
export function targetForm(method: string, target: string): TargetForm {
  if (method === "CONNECT") {
    // RFC 9110 §9.3.6: the port is required, there is no default.
    if (parseAuthority(target)?.port === undefined) throw badTarget("CONNECT needs a host and a port");
    return "authority";
  }
  const first = target.charCodeAt(0);
  if (first === SLASH) return "origin";
  if (first === ASTERISK && target.length === 1) {
    if (method !== "OPTIONS") throw badTarget("the target * belongs to OPTIONS");
    return "asterisk";
  }
  absoluteAuthority(target);
  return "absolute";
}

/**
 * The authority of a target in absolute-form, an empty string where its scheme needs none (`urn:`).
 * @throws {HTTPError} 400 where `target` isn't an absolute URI, or its authority is malformed, empty for http or https, or has userinfo.
 */
export function absoluteAuthority(target: string): string {
  const schemeEnd = target.indexOf(":");
  if (schemeEnd < 1 || !isScheme(target, schemeEnd)) throw badTarget("the target has none of the four forms");
  const scheme = target.substring(0, schemeEnd).toLowerCase();
  if (!target.startsWith("//", schemeEnd + 1)) {
    if (scheme === "http" || scheme === "https") throw badTarget("an http target needs an authority");
    return "";
  }
  const start = schemeEnd + 3;
  let end = start;
  while (end < target.length && target.charCodeAt(end) !== SLASH && target.charCodeAt(end) !== 0x3f) end++;
  const authority = target.substring(start, end);
  if (!isAuthority(authority)) throw badTarget("the target's authority is malformed");
  return authority;
}

/** RFC 3986 §3.1: `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`. */
function isScheme(target: string, end: number): boolean {
  for (let i = 0; i < end; i++) {
    const code = target.charCodeAt(i);
    const lower = code | 0x20;
    if (lower >= 0x61 && lower <= 0x7a) continue;
    const laterOnly = (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;
    if (i === 0 || !laterOnly) return false;
  }
  return true;
}

function badTarget(message: string): HTTPError {
  return new HTTPError(message, { code: "BAD_TARGET" });
}
