import type { HTTPRequest } from "../server/http-request.js";
import { DQUOTE, isToken, trimOWS } from "../wire/octets.js";

/** Browsers keep at least 50 cookies for a site (RFC 6265 §6.1), and Chrome 180. What comes after so many is dropped. */
const MAX_COOKIES = 200;

/**
 * Reads a Cookie field (RFC 6265 §4.2):
 *
 *     cookie-string = cookie-pair *( ";" SP cookie-pair )
 *     cookie-pair   = cookie-name "=" cookie-value
 *
 * In one pass, linear whatever the text. A pair without a name that can be one is dropped. Of two cookies with one name the first counts, which is that of
 * the longer path. Values are as sent, without the quotes that may stand around them; nothing is decoded.
 */
export function parseCookies(field: string, cookies = new Map<string, string>()): Map<string, string> {
  for (let start = 0; start < field.length && cookies.size < MAX_COOKIES;) {
    const semicolon = field.indexOf(";", start);
    const end = semicolon < 0 ? field.length : semicolon;
    addPair(cookies, field.substring(start, end));
    start = end + 1;
  }
  return cookies;
}

/** The cookies that came with `request`. */
export function cookiesOf(request: HTTPRequest): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const field of request.headers.getAll("cookie")) parseCookies(field, cookies);
  return cookies;
}

function addPair(cookies: Map<string, string>, pair: string): void {
  const equals = pair.indexOf("=");
  const name = trimOWS(pair.substring(0, equals));
  if (equals < 0 || !isToken(name) || cookies.has(name)) return;
  cookies.set(name, unquoted(trimOWS(pair.substring(equals + 1))));
}

function unquoted(value: string): string {
  const last = value.length - 1;
  return last > 0 && value.charCodeAt(0) === DQUOTE && value.charCodeAt(last) === DQUOTE
    ? value.substring(1, last)
    : value;
}
