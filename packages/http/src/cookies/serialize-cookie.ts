import { formatHTTPDate } from "../wire/http-date.js";
import { BACKSLASH, COMMA, DQUOTE, SEMICOLON, isToken } from "../wire/octets.js";
import { CookieError } from "./cookie-error.js";

/** What a browser may do with a cookie. What isn't given is the safe choice. */
export interface CookieOptions {
  /** The cookie also goes to all hosts below this one. @default only to the host that sets it */
  readonly domain?: string;
  /** The cookie goes to paths that begin with this one. @default "/" */
  readonly path?: string;
  /** How long the browser keeps it; 0 or less: not at all; never longer than 400 days. @default until the browser is closed */
  readonly maxAgeMs?: number;
  /** Until when, for what doesn't know `Max-Age`. */
  readonly expires?: Date;
  /** Only over TLS. @default true */
  readonly secure?: boolean;
  /** Out of the reach of scripts. @default true */
  readonly httpOnly?: boolean;
  /** Whether it goes along when another site makes the request: never, only when the user follows a link, or always (with `secure`). @default "lax" */
  readonly sameSite?: "strict" | "lax" | "none";
  /** A jar of its own for each site that embeds this one (CHIPS); with `secure`. @default false */
  readonly partitioned?: boolean;
}

/** Browsers drop a cookie whose name and value together are longer, in bytes… */
const MAX_PAIR_BYTES = 4096;
/** …and ignore an attribute that is. */
const MAX_ATTRIBUTE_BYTES = 1024;

/** Browsers keep no cookie for longer: 400 days (RFC 6265bis). */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

const SAME_SITE = { strict: "Strict", lax: "Lax", none: "None" } as const;

/**
 * The value of a Set-Cookie field (RFC 6265 §4.1, with SameSite, Partitioned and the name prefixes of its successor, RFC 6265bis):
 *
 *     cookie-value  = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE )
 *     cookie-octet  = visible ASCII except DQUOTE, comma, semicolon and backslash
 *
 * Nothing is encoded: what a value can't hold is encoded by whoever reads it again, with `encodeURIComponent` or as base64.
 * @throws {CookieError} where name, value or an attribute can't be sent, or browsers would drop the cookie: `__Host-` needs `secure`, path `/` and no domain,
 *   `__Secure-`, `SameSite=None` and `Partitioned` need `secure`.
 */
export function serializeCookie(name: string, value: string, options: CookieOptions = {}): string {
  const { domain, path = "/", maxAgeMs, expires, secure = true, httpOnly = true, sameSite = "lax" } = options;
  checkPair(name, value);
  checkPrefix(name.toLowerCase(), secure, path, domain);
  if (!secure && (sameSite === "none" || options.partitioned === true))
    throw badAttribute("SameSite=None and Partitioned need Secure");
  let text = `${name}=${value}; Path=${checkedPath(path)}`;
  if (domain !== undefined) text += `; Domain=${checkedDomain(domain)}`;
  if (maxAgeMs !== undefined) text += `; Max-Age=${wholeSeconds(maxAgeMs)}`;
  if (expires !== undefined) text += `; Expires=${checkedDate(expires)}`;
  if (secure) text += "; Secure";
  if (httpOnly) text += "; HttpOnly";
  text += `; SameSite=${SAME_SITE[sameSite]}`;
  return options.partitioned === true ? `${text}; Partitioned` : text;
}

function checkPair(name: string, value: string): void {
  if (!isToken(name)) throw new CookieError("the name of a cookie must be a token", "BAD_COOKIE_NAME");
  const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  for (let i = quoted ? 1 : 0; i < value.length - (quoted ? 1 : 0); i++) {
    if (!isCookieOctet(value.charCodeAt(i)))
      throw new CookieError(`the value of the cookie ${name} has a character that it can't carry`, "BAD_COOKIE_VALUE");
  }
  if (name.length + value.length > MAX_PAIR_BYTES)
    throw new CookieError(`the cookie ${name} is larger than browsers take`, "COOKIE_TOO_LARGE");
}

/** Browsers compare the prefixes without regard to case. */
function checkPrefix(name: string, secure: boolean, path: string, domain: string | undefined): void {
  const isHost = name.startsWith("__host-");
  if ((isHost || name.startsWith("__secure-")) && !secure)
    throw badAttribute("a cookie with the prefix __Host- or __Secure- needs Secure");
  if (isHost && (path !== "/" || domain !== undefined))
    throw badAttribute("a cookie with the prefix __Host- has the path / and no domain");
}

function checkedPath(path: string): string {
  if (!path.startsWith("/") || !isAttributeValue(path)) throw badAttribute("a cookie's path begins with a slash");
  return path;
}

function checkedDomain(domain: string): string {
  for (const label of domain.split(".")) {
    if (!/^[A-Za-z0-9_-]+$/.test(label)) throw badAttribute("a cookie's domain is the name of a host");
  }
  if (domain.length > 253) throw badAttribute("a cookie's domain is the name of a host");
  return domain;
}

function wholeSeconds(maxAgeMs: number): string {
  if (!Number.isFinite(maxAgeMs)) throw badAttribute("a cookie's age is a number of milliseconds");
  return String(Math.min(Math.max(0, Math.floor(maxAgeMs / 1000)), MAX_AGE_SECONDS));
}

function checkedDate(date: Date): string {
  const time = date.getTime();
  // RFC 6265 §5.1.1 reads years from 1601; the format has four digits for one.
  if (!(date.getUTCFullYear() >= 1601 && date.getUTCFullYear() <= 9999))
    throw badAttribute("a cookie's date is no date");
  return formatHTTPDate(time);
}

function isCookieOctet(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== DQUOTE && code !== COMMA && code !== SEMICOLON && code !== BACKSLASH;
}

function isAttributeValue(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === SEMICOLON) return false;
  }
  return text.length <= MAX_ATTRIBUTE_BYTES;
}

function badAttribute(message: string): CookieError {
  return new CookieError(message, "BAD_COOKIE_ATTRIBUTE");
}
