import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { BaseCredentials } from "./base-credentials.js";
import { type ScramHash, type ScramVerifier, scramDigestBytes, scramNames } from "./scram-verifier.js";

/** What a `ScramProof` is made of. */
export interface ScramProofInit {
  readonly hash: ScramHash;
  readonly username: string;
  readonly authorizationId?: string | undefined;
  /** AuthMessage of RFC 5802 §3: the whole exchange up to the proof. */
  readonly authMessage: string;
  /** ClientProof of RFC 5802 §3. */
  readonly clientProof: Uint8Array;
}

/** The proof at the end of a SCRAM exchange that its maker knows the password (RFC 5802 §3). */
export class ScramProof implements BaseCredentials {
  readonly kind: (typeof scramNames)[ScramHash];
  readonly hash: ScramHash;
  readonly username: string;
  readonly authorizationId: string | undefined;
  readonly #authMessage: string;
  readonly #clientProof: Uint8Array;

  constructor(init: ScramProofInit) {
    this.kind = scramNames[init.hash];
    this.hash = init.hash;
    this.username = init.username;
    this.authorizationId = init.authorizationId;
    this.#authMessage = init.authMessage;
    this.#clientProof = init.clientProof;
  }

  /** Whether the password that `verifier` was made of made this proof. */
  matches(verifier: ScramVerifier): boolean {
    const size = scramDigestBytes[this.hash];
    if (verifier.hash !== this.hash || this.#clientProof.length !== size) return false;
    const signature = createHmac(this.hash, verifier.storedKey).update(this.#authMessage).digest();
    const clientKey = Buffer.alloc(size);
    for (let index = 0; index < size; index += 1) {
      clientKey[index] = (this.#clientProof[index] ?? 0) ^ (signature[index] ?? 0);
    }
    return timingSafeEqual(createHash(this.hash).update(clientKey).digest(), verifier.storedKey);
  }
}
