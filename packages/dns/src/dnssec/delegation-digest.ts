/** The digest of a zone's key that its parent publishes (RFC 4034 §5.1.4, RFC 4509, RFC 6605). */

import { createHash } from "node:crypto";
import type { DNSKEYData } from "../records/dnskey.js";
import type { DSData } from "../records/ds.js";
import type { Name } from "../wire/name.js";
import { dnskeyRData, keyTag } from "./key-tag.js";

/** The digests that are known, as `node:crypto` calls them. SHA-1 is only there to verify with (RFC 9905). */
const digests: ReadonlyMap<number, string> = new Map([
  [1, "sha1"],
  [2, "sha256"],
  [4, "sha384"],
]);
const sha1 = 1;

/** Whether a DS with this digest can be compared with a key. */
export function isSupportedDigest(digestType: number): boolean {
  return digests.has(digestType);
}

/**
 * The DS record's data for a key of the zone `owner`.
 *
 * @param digestType 2 SHA-256, 4 SHA-384.
 * @throws {RangeError} for another type of digest. SHA-1 isn't made any more (RFC 9905).
 */
export function makeDS(owner: Name, key: DNSKEYData, digestType: 2 | 4 = 2): DSData {
  if ((digestType as number) === sha1) throw new RangeError("a DS isn't made with SHA-1 any more");
  return { keyTag: keyTag(key), algorithm: key.algorithm, digestType, digest: digestOf(owner, key, digestType) };
}

/** Whether one of `set` is the digest of this key of the zone `owner`. Types of digest that aren't known don't count. */
export function matchesDS(set: readonly DSData[], owner: Name, key: DNSKEYData): boolean {
  const tag = keyTag(key);
  return set.some((ds) => {
    if (ds.keyTag !== tag || ds.algorithm !== key.algorithm || !isSupportedDigest(ds.digestType)) return false;
    return digestOf(owner, key, ds.digestType).equals(ds.digest);
  });
}

/** The ones of a DS set to go by: SHA-1 doesn't count beside a better one (RFC 4509 §3). */
export function usableDigests(set: readonly DSData[]): readonly DSData[] {
  const known = set.filter((ds) => isSupportedDigest(ds.digestType));
  const better = known.filter((ds) => ds.digestType !== sha1);
  return better.length > 0 ? better : known;
}

function digestOf(owner: Name, key: DNSKEYData, digestType: number): Buffer {
  const algorithm = digests.get(digestType);
  if (algorithm === undefined) throw new RangeError(`digest type ${String(digestType)} isn't supported`);
  return createHash(algorithm).update(owner.toCanonicalWire()).update(dnskeyRData(key)).digest();
}
