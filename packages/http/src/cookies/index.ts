/**
 * `@twist/http/cookies`: the server's side of cookies.
 *
 * @packageDocumentation
 */
export { CookieError, type CookieErrorCode } from "./cookie-error.js";
export { cookiesOf, parseCookies } from "./parse-cookies.js";
export { type CookieOptions, serializeCookie } from "./serialize-cookie.js";
export { clearCookie, setCookie } from "./set-cookie.js";
