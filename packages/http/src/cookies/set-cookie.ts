import type { HTTPResponse } from "../server/http-response.js";
import { type CookieOptions, serializeCookie } from "./serialize-cookie.js";

/**
 * Has the head of `response`, whoever sends it, set a cookie.
 * @throws {CookieError} as `serializeCookie`. @throws {TypeError} after the head.
 */
export function setCookie(response: HTTPResponse, name: string, value: string, options?: CookieOptions): void {
  if (response.headSent) throw new TypeError("the head of this response has been sent already");
  response.headers.append("Set-Cookie", serializeCookie(name, value, options));
}

/** Takes a cookie away from the browser. `options` must have the path and the domain that it was set with. @throws as `setCookie`. */
export function clearCookie(response: HTTPResponse, name: string, options: CookieOptions = {}): void {
  setCookie(response, name, "", { ...options, maxAgeMs: 0, expires: new Date(0) });
}
