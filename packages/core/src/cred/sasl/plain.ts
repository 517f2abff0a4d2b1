/**
 * PLAIN (RFC 4616): the password as it is, so over TLS only.
 *
 *     message = [authzid] NUL authcid NUL passwd
 */

import type { Credentials } from "../credentials.js";
import { UsernamePassword } from "../username-password.js";
import type { SASLClientCredentials } from "./client-credentials.js";
import type { Mechanism } from "./mechanism.js";
import { messageText } from "./message-text.js";
import { OneMessageClient, OneMessageServer } from "./one-message.js";

/** RFC 4616. */
export const plain: Mechanism = {
  name: "PLAIN",
  credentialKind: "password",
  sendsSecret: true,
  needsChannelBinding: false,
  onByDefault: true,
  accepts: ({ username, password }) => username !== undefined && password !== undefined,
  server: () => new OneMessageServer(readMessage),
  client: (credentials) => new OneMessageClient(formatMessage(credentials)),
};

function readMessage(message: Buffer): Credentials | string {
  const [authorizationId, username = "", password = "", ...rest] = messageText(message)?.split("\0") ?? [];
  if (username === "" || password === "" || rest.length > 0) {
    return "isn't an authorization identity, a user name and a password, parted by NUL";
  }
  return new UsernamePassword(username, password, authorizationId === "" ? undefined : authorizationId);
}

function formatMessage({ username = "", password = "", authorizationId = "" }: SASLClientCredentials): string {
  const parts = [authorizationId, username, password];
  if (parts.some((part) => part.includes("\0")))
    throw new TypeError("a user name or password for PLAIN can't have a NUL");
  return parts.join("\0");
}
