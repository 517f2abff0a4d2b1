/**
 * SCRAM (RFC 5802; SHA-256: RFC 7677; SHA-512: draft-melnikov-scram-sha-512): both sides prove that they know the password, and
 * neither sends it. With -PLUS they prove too that there is nobody between them.
 */

import { type ScramHash, scramNames } from "../scram-verifier.js";
import type { Mechanism } from "./mechanism.js";
import { ScramClient } from "./scram-client.js";
import { ScramServer } from "./scram-server.js";

/** SCRAM with `hash`, with channel binding or without. */
export function scram(hash: ScramHash, options: { readonly plus: boolean }): Mechanism {
  const variant = { hash, plus: options.plus };
  const name = scramNames[hash];
  return {
    name: `${name.toUpperCase()}${variant.plus ? "-PLUS" : ""}`,
    credentialKind: name,
    sendsSecret: false,
    needsChannelBinding: variant.plus,
    onByDefault: true,
    accepts: ({ username, password }) => username !== undefined && password !== undefined,
    server: (context) => new ScramServer(variant, context),
    client: (credentials, context) => new ScramClient(variant, credentials, context),
  };
}
