import type { KeyObject } from "node:crypto";
import type { DNSKEYData } from "../../records/dnskey.js";
import type { ExtendedErrorData } from "../../wire/edns/extended-error.js";
import type { Name } from "../../wire/name.js";
import { keyTag } from "../key-tag.js";
import { publicKeyOf } from "../public-key.js";
import { isSigningAlgorithm } from "../signing-algorithm.js";
import { isUsableZoneKey } from "../zone-key-flags.js";

/** What is proven of a zone, or of what is at a name. */
export type ZoneSecurity = SecureZone | InsecureZone | IndeterminateZone;

/** It isn't signed, or not with anything that is supported; that is proven. */
export interface InsecureZone {
  readonly kind: "insecure";
  /** Seconds that this holds. */
  readonly ttl: number;
  readonly errors: readonly ExtendedErrorData[];
}

/** There is no trust anchor above it. */
export interface IndeterminateZone {
  readonly kind: "indeterminate";
}

interface TaggedKey {
  readonly tag: number;
  readonly data: DNSKEYData;
  /** `undefined` until it is needed; `"bad"` for bytes that are no key. */
  publicKey: KeyObject | "bad" | undefined;
}

/** A zone whose keys are known to be its own. */
export class SecureZone {
  readonly kind = "secure";
  readonly name: Name;
  /** Seconds that the keys may be kept. */
  readonly ttl: number;
  readonly #keys: readonly TaggedKey[];

  /** @param keys Those that sign nothing, being revoked or no zone keys, don't count. */
  constructor(name: Name, keys: readonly DNSKEYData[], ttl: number) {
    this.name = name;
    this.ttl = ttl;
    this.#keys = keys
      .filter(isUsableZoneKey)
      .map((data): TaggedKey => ({ tag: keyTag(data), data, publicKey: undefined }));
  }

  /** The keys with this tag and algorithm, at most `most` of them. */
  keysFor(tag: number, algorithm: number, most: number): KeyObject[] {
    const found: KeyObject[] = [];
    if (!isSigningAlgorithm(algorithm)) return found;
    for (const key of this.#keys) {
      if (found.length >= most) break;
      if (key.tag !== tag || key.data.algorithm !== algorithm) continue;
      key.publicKey ??= publicKeyOf(algorithm, key.data.publicKey) ?? "bad";
      if (key.publicKey !== "bad") found.push(key.publicKey);
    }
    return found;
  }
}
