import type { Authenticator } from "./authenticator.js";

/** RFC 6750 §2.1: `b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * The Bearer scheme (RFC 6750).
 * @param token The token, or what gives the one of now; it is asked before each request, and once more after a 401.
 * @throws {TypeError} where `token` can't be one. A token that is given later and can't be one fails the request.
 */
export function bearerAuth(token: string | (() => string | Promise<string>)): Authenticator {
  if (typeof token === "string") {
    const value = bearer(token);
    return { authorization: () => value };
  }
  return {
    authorization: async () => bearer(await token()),
    challenged: () => true,
  };
}

function bearer(token: string): string {
  if (!B64TOKEN.test(token)) throw new TypeError("a bearer token has a character that it can't have");
  return `Bearer ${token}`;
}
