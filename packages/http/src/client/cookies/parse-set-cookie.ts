import { trimOWS } from "../../wire/octets.js";
import { parseCookieDate } from "./cookie-date.js";

/** A Set-Cookie field, read (RFC 6265bis §5.6). */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** In lower case, without its leading dot; empty where none was given. */
  readonly domain: string;
  /** `undefined` where none was given that begins with "/". */
  readonly path: string | undefined;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: "strict" | "lax" | "none" | "default";
  /** Seconds from now on; `undefined` without Max-Age. It goes before Expires. */
  readonly maxAge: number | undefined;
  /** Milliseconds since 1970. */
  readonly expires: number | undefined;
}

/** Of name and value together (RFC 6265bis §5.6, step 6). */
const MAX_COOKIE_BYTES = 4096;
/** Of one attribute's value; a longer one is ignored. */
const MAX_COOKIE_ATTRIBUTE_BYTES = 1024;

/** Everything but HTAB: a cookie with one is dropped (step 1). */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;
const MAX_AGE = /^-?\d{1,15}$/;

/** @returns what `field` says, `undefined` where it is to be ignored. */
export function parseSetCookie(field: string): SetCookie | undefined {
  if (CONTROL.test(field)) return undefined;
  const [pair = "", ...attributes] = field.split(";");
  const equals = pair.indexOf("=");
  const name = trimOWS(pair.substring(0, Math.max(equals, 0)));
  const value = trimOWS(pair.substring(equals + 1));
  if (name.length + value.length === 0 || name.length + value.length > MAX_COOKIE_BYTES) return undefined;
  const given = new Map<string, string>();
  for (const attribute of attributes) {
    const at = attribute.indexOf("=");
    const text = at < 0 ? "" : trimOWS(attribute.substring(at + 1));
    if (text.length > MAX_COOKIE_ATTRIBUTE_BYTES) continue;
    // The last one counts.
    given.set(trimOWS(at < 0 ? attribute : attribute.substring(0, at)).toLowerCase(), text);
  }
  const path = given.get("path");
  const maxAge = given.get("max-age");
  return {
    name,
    value,
    domain: (given.get("domain") ?? "").toLowerCase().replace(/^\./, ""),
    path: path?.startsWith("/") === true ? path : undefined,
    secure: given.has("secure"),
    httpOnly: given.has("httponly"),
    sameSite: sameSite(given.get("samesite")),
    maxAge: maxAge !== undefined && MAX_AGE.test(maxAge) ? Number(maxAge) : undefined,
    expires: parseCookieDate(given.get("expires") ?? ""),
  };
}

function sameSite(value: string | undefined): SetCookie["sameSite"] {
  const lower = value?.toLowerCase();
  return lower === "strict" || lower === "lax" || lower === "none" ? lower : "default";
}
