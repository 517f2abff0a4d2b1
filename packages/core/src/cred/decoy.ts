/**
 * What stands in for a user that isn't there, so that a peer can't tell: the same work is done, and the same kind
 * of salt is shown. RFC 5802 has no rule for it; the salt has to be the same at each try, so it is made from the name.
 */

import { createHmac, randomBytes } from "node:crypto";
import { type ScramHash, type ScramVerifier, scramDigestBytes } from "./scram-verifier.js";
import type { ScryptCost, ScryptHash } from "./scrypt-hash.js";

/** Makes decoys under one secret. */
export class Decoy {
  readonly #secret: Uint8Array;

  /**
   * @param secret What the salts are made from. With another one they change, which tells a patient peer who is real; keep
   * one where that matters. @default random, for the life of the process
   */
  constructor(secret: Uint8Array = randomBytes(32)) {
    this.#secret = secret;
  }

  /** An scrypt hash that no password has. */
  scrypt(cost: ScryptCost): ScryptHash {
    return { ln: cost.ln, r: cost.r, p: cost.p, salt: randomBytes(16), hash: randomBytes(32) };
  }

  /** 16 bytes that are always the same for `username`. */
  salt(username: string, hash: ScramHash): Buffer {
    return createHmac("sha256", this.#secret).update(`${hash}\0${username}`).digest().subarray(0, 16);
  }

  /** A verifier that no password has, with a salt that is always the same for `username`. */
  scram(username: string, hash: ScramHash, iterations: number): ScramVerifier {
    const size = scramDigestBytes[hash];
    const salt = this.salt(username, hash);
    return { hash, iterations, salt, storedKey: randomBytes(size), serverKey: randomBytes(size) };
  }
}
