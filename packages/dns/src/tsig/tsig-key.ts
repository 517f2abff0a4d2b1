import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { Name } from "../wire/name.js";
import { type TSIGAlgorithm, type TSIGAlgorithmName, tsigAlgorithm } from "./tsig-algorithm.js";

/** What a `TSIGKey` is made of. */
export interface TSIGKeyOptions {
  /** Both ends call it by this name: `"transfer.example."` */
  readonly name: Name | string;
  /** The secret that both ends have, as bytes or as base64. */
  readonly secret: Uint8Array | string;
  /** @default "hmac-sha256" */
  readonly algorithm?: TSIGAlgorithmName;
  /** `"hmac-sha1"` is refused unless this is true. @default false */
  readonly allowSHA1?: boolean;
  /** Bytes that a MAC is cut to when we sign, and that it must have at least when we verify (RFC 8945 §5.2.2.1). @default all */
  readonly macBytes?: number;
}

/** A secret that two parties share, with its name and MAC (RFC 8945). It never shows its secret. */
export class TSIGKey {
  readonly name: Name;
  readonly algorithm: TSIGAlgorithm;
  /** Bytes of the MACs that it makes, and the fewest that it accepts. */
  readonly macBytes: number;
  readonly #secret: KeyObject;

  /** Throws a `RangeError` for SHA-1 that wasn't allowed, an empty secret, or a MAC shorter than half or ten bytes. */
  constructor(options: TSIGKeyOptions) {
    const { name, secret, algorithm = "hmac-sha256", allowSHA1 = false } = options;
    if (algorithm === "hmac-sha1" && !allowSHA1) throw new RangeError("hmac-sha1 has to be allowed with allowSHA1");
    const bytes = typeof secret === "string" ? Buffer.from(secret, "base64") : secret;
    if (bytes.length === 0) throw new RangeError("the secret is empty, or no base64");
    this.name = Name.from(name);
    this.algorithm = tsigAlgorithm(algorithm);
    this.macBytes = options.macBytes ?? this.algorithm.macBytes;
    if (this.macBytes > this.algorithm.macBytes || this.macBytes < shortestMAC(this.algorithm)) {
      throw new RangeError(`a MAC of ${String(this.macBytes)} bytes isn't allowed`);
    }
    this.#secret = createSecretKey(bytes);
  }

  /** The MAC of `parts`, one after another, in full length. */
  mac(parts: Iterable<Uint8Array>): Buffer {
    const hmac = createHmac(this.algorithm.hash, this.#secret);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }

  /** Whether `mac`, cut or not, is that of `parts`; in a time that doesn't tell where it differs. */
  verify(parts: Iterable<Uint8Array>, mac: Uint8Array): boolean {
    const expected = this.mac(parts).subarray(0, mac.length);
    return expected.length === mac.length && timingSafeEqual(expected, mac);
  }
}

/** The fewest bytes that a MAC may be cut to (RFC 8945 §5.2.2.1): half, and ten. */
export function shortestMAC(algorithm: TSIGAlgorithm): number {
  return Math.max(10, algorithm.macBytes / 2);
}
