import { HTTPError } from "./http-error.js";
import type { Headers } from "./headers.js";

/**
 * Fields that have no place after the content (RFC 9110 §6.5.1): they frame or route the message, decide how it is to be
 * processed, authenticate, or say what the content is.
 */
const FORBIDDEN: ReadonlySet<string> = new Set([
  "age",
  "authorization",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "cookie",
  "date",
  "expect",
  "expires",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "keep-alive",
  "location",
  "max-forwards",
  "pragma",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "range",
  "retry-after",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "vary",
  "www-authenticate",
]);

/** Whether a field of this name must not stand in a trailer section. */
export function isForbiddenTrailer(name: string): boolean {
  return FORBIDDEN.has(name.toLowerCase());
}

/** @throws {HTTPError} where one of `trailers` is forbidden. */
export function refuseForbiddenTrailers(trailers: Headers): void {
  for (const [name] of trailers) {
    if (isForbiddenTrailer(name)) throw new HTTPError("a field that can't be a trailer", { code: "FORBIDDEN_TRAILER" });
  }
}
