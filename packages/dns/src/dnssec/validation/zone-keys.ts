import type { DNSKEYData } from "../../records/dnskey.js";
import type { DSData } from "../../records/ds.js";
import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { Name } from "../../wire/name.js";
import type { RRSet } from "../../zone/rrset.js";
import { isSupportedDigest, matchesDS, usableDigests } from "../delegation-digest.js";
import { isSigningAlgorithm } from "../signing-algorithm.js";
import { isUsableZoneKey, ZoneKeyFlag } from "../zone-key-flags.js";
import { BogusError } from "./bogus-error.js";
import type { ValidationBudget } from "./validation-budget.js";
import { verifySet } from "./verify-rrset.js";
import { type InsecureZone, SecureZone } from "./zone-security.js";

/** The digests that a zone can be validated with; or why it can't, so that it counts as unsigned (RFC 4035 §5.2). */
export function supportedDigests(
  zone: Name,
  digests: readonly DSData[],
  ttl: number,
): readonly DSData[] | InsecureZone {
  const ofAlgorithm = digests.filter(({ algorithm }) => isSigningAlgorithm(algorithm));
  const usable = usableDigests(ofAlgorithm);
  if (usable.length > 0) return usable;
  const infoCode =
    ofAlgorithm.length === 0 && digests.some(({ digestType }) => isSupportedDigest(digestType))
      ? ExtendedErrorCode.UNSUPPORTED_DNSKEY_ALGORITHM
      : ExtendedErrorCode.UNSUPPORTED_DS_DIGEST_TYPE;
  const extraText = `the keys of ${zone.toString()} aren't of a kind that is supported`;
  return { kind: "insecure", ttl, errors: digests.length === 0 ? [] : [{ infoCode, extraText }] };
}

/** How the keys of a zone are checked. */
export interface KeyCheck {
  /** What is known of them: digests that are supported, out of the parent's DS records or a trust anchor. */
  readonly digests: readonly DSData[];
  /** Seconds that the digests may be kept. */
  readonly ttl: number;
  readonly nowMs: number;
  readonly budget: ValidationBudget;
}

/**
 * The keys of a zone, the DNSKEY set of which has to be signed by a key that one of the digests is of (RFC 4035 §5.2).
 *
 * @throws {BogusError} where it isn't.
 */
export function checkZoneKeys(set: RRSet<DNSKEYData>, { digests, ttl, nowMs, budget }: KeyCheck): SecureZone {
  const { maxKeys } = budget.limits;
  const { name } = set;
  const keys = set.records.slice(0, maxKeys).map(({ data }) => data);
  const looked = digests.slice(0, maxKeys);
  const entries = keys.filter((key) => isUsableZoneKey(key) && matchesDS(looked, name, key));
  if (entries.length === 0) {
    const isNoZoneKey = keys.every(({ flags }) => (flags & ZoneKeyFlag.ZONE) === 0);
    throw new BogusError(
      `${name.toString()} has none of the keys that it should have`,
      isNoZoneKey ? ExtendedErrorCode.NO_ZONE_KEY_BIT_SET : ExtendedErrorCode.DNSKEY_MISSING,
    );
  }
  const byEntries = new SecureZone(name, entries, ttl);
  const verified = verifySet(set, { zone: byEntries, nowMs, budget });
  if (verified.isExpanded) throw new BogusError(`the keys of ${name.toString()} are made of a wildcard`);
  return new SecureZone(name, keys, Math.min(ttl, verified.ttl));
}
