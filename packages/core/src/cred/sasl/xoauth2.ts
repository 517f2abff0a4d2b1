/**
 * XOAUTH2: OAuth 2.0 as Google and Microsoft had it before OAUTHBEARER. Not in an RFC:
 *
 *     message   = "user=" user ^A "auth=Bearer " token ^A ^A
 *
 * The server's no is a challenge with JSON in it, to which the client answers with an empty message; only then it fails.
 */

import type { Credentials } from "../credentials.js";
import { BearerToken } from "../bearer-token.js";
import { BearerClient, BearerServer } from "./bearer-machines.js";
import type { Mechanism } from "./mechanism.js";
import { messageText } from "./message-text.js";

const pattern = /^user=([^\x00-\x1f\x7f]*)\x01auth=bearer ([\x21-\x7e]+)\x01\x01$/i;

/** Google's "XOAUTH2 Protocol". */
export const xoauth2: Mechanism = {
  name: "XOAUTH2",
  credentialKind: "bearer-token",
  sendsSecret: true,
  needsChannelBinding: false,
  onByDefault: true,
  accepts: ({ username, token }) => username !== undefined && token !== undefined,
  server: () =>
    new BearerServer({ read: readMessage, refusal: { status: "401", schemes: "bearer" }, acknowledgement: "" }),
  client: ({ username = "", token = "" }) => {
    const message = `user=${username}\x01auth=Bearer ${token}\x01\x01`;
    if (!pattern.test(message))
      throw new TypeError("a user name or token for XOAUTH2 can't have control characters or be empty");
    return new BearerClient({ message, acknowledgement: "" });
  },
};

function readMessage(message: Buffer): Credentials | string {
  const [, username, token] = pattern.exec(messageText(message) ?? "") ?? [];
  if (username === undefined || token === undefined) return "isn't a user name and a bearer token";
  return new BearerToken(token, username);
}
