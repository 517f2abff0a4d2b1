import type { KeyObject } from "node:crypto";
import { Name } from "../wire/name.js";
import { assertKeyFits, type SIG0AlgorithmNumber } from "./sig0-algorithm.js";

/** What a `SIG0Key` is made of. */
export interface SIG0KeyOptions {
  /** Where its KEY record stands. */
  readonly name: Name | string;
  /** 8 RSA/SHA-256, 10 RSA/SHA-512, 13 and 14 ECDSA, 15 Ed25519, 16 Ed448. */
  readonly algorithm: SIG0AlgorithmNumber;
  /** The tag of its KEY record (RFC 4034 appendix B). */
  readonly keyTag: number;
  /** The private key to sign, the public one (or the private) to verify. */
  readonly key: KeyObject;
}

/** A key that signs single messages, or verifies them (RFC 2931). */
export class SIG0Key {
  readonly name: Name;
  readonly algorithm: SIG0AlgorithmNumber;
  readonly keyTag: number;
  readonly key: KeyObject;

  /** Throws a `RangeError` for a key that isn't one for the algorithm, and for a tag over 16 bits. */
  constructor(options: SIG0KeyOptions) {
    const { name, algorithm, keyTag, key } = options;
    assertKeyFits(algorithm, key);
    if (keyTag >>> 0 !== keyTag || keyTag > 0xffff) throw new RangeError("a key tag has 16 bits");
    this.name = Name.from(name);
    this.algorithm = algorithm;
    this.keyTag = keyTag;
    this.key = key;
  }
}
