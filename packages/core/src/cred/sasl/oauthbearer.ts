/**
 * OAUTHBEARER (RFC 7628): an OAuth 2.0 bearer token, so over TLS only.
 *
 *     message = gs2-header ^A *( key "=" value ^A ) ^A          ; RFC 7628 §3.1
 *     gs2-header = "n," [ "a=" saslname ] ","
 *
 * The server's no is a challenge with JSON in it, to which the client answers with one ^A; only then it fails (§3.2.3).
 */

import { BearerToken } from "../bearer-token.js";
import type { Credentials } from "../credentials.js";
import { BearerClient, BearerServer } from "./bearer-machines.js";
import type { SASLClientCredentials } from "./client-credentials.js";
import type { Mechanism } from "./mechanism.js";
import { messageText } from "./message-text.js";
import { escapeSaslName, unescapeSaslName } from "./sasl-name.js";

const separator = "\x01";

/** RFC 7628. */
export const oauthbearer: Mechanism = {
  name: "OAUTHBEARER",
  credentialKind: "bearer-token",
  sendsSecret: true,
  needsChannelBinding: false,
  onByDefault: true,
  accepts: ({ token }) => token !== undefined,
  server: () =>
    new BearerServer({ read: readMessage, refusal: { status: "invalid_token" }, acknowledgement: separator }),
  client: (credentials) => new BearerClient({ message: formatMessage(credentials), acknowledgement: separator }),
};

function readMessage(message: Buffer): Credentials | string {
  const parts = messageText(message)?.split(separator) ?? [];
  const [header, ...pairs] = parts;
  // The last pair's separator and the one that ends the message leave two empty parts.
  if (header === undefined || pairs.pop() !== "" || pairs.pop() !== "") return "isn't a header and a list of pairs";
  const match = /^[ny],(?:a=([^,]*))?,$/.exec(header);
  if (match === null) return "has no valid GS2 header, or asks for a channel binding";
  const name = match[1];
  const authorizationId = name === undefined ? undefined : unescapeSaslName(name);
  if (name !== undefined && authorizationId === undefined)
    return "has an authorization identity that isn't escaped right";
  const token = readToken(pairs);
  return token === undefined ? "has no bearer token" : new BearerToken(token, authorizationId);
}

function readToken(pairs: readonly string[]): string | undefined {
  const auth = pairs.filter((pair) => pair.startsWith("auth="));
  if (auth.length !== 1 || !pairs.every((pair) => /^[A-Za-z]+=[^\0]*$/.test(pair))) return undefined;
  return /^auth=bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(auth[0] ?? "")?.[1];
}

function formatMessage({
  username,
  authorizationId = username,
  token = "",
  host,
  port,
}: SASLClientCredentials): string {
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) throw new TypeError("the token isn't a bearer token (RFC 6750 §2.1)");
  if (host !== undefined && !/^[\x21-\x7e]+$/.test(host)) throw new TypeError("the host isn't the name of a host");
  const header = authorizationId === undefined ? "n,," : `n,a=${escapeSaslName(authorizationId)},`;
  const pairs = [
    ...(host === undefined ? [] : [`host=${host}`]),
    ...(port === undefined ? [] : [`port=${String(port)}`]),
    `auth=Bearer ${token}`,
  ];
  return [header, ...pairs, "", ""].join(separator);
}
