import type { Authenticator } from "./authenticator.js";

/** A name with its password. */
export interface UserCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * The Basic scheme (RFC 7617), in UTF-8. The password can be read by whoever reads the request: for https.
 * @throws {TypeError} where the name has a colon, or either has a control character.
 */
export function basicAuth(credentials: UserCredentials): Authenticator {
  const value = basicAuthorization(credentials);
  return { authorization: () => value };
}

/** The value of Authorization, or Proxy-Authorization. @throws {TypeError} as `basicAuth` does. */
export function basicAuthorization({ username, password }: UserCredentials): string {
  if (username.includes(":")) throw new TypeError("a user name of Basic authentication can't have a colon");
  if (/[\u0000-\u001f\u007f]/.test(username + password)) {
    throw new TypeError("credentials of Basic authentication can't have control characters");
  }
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
