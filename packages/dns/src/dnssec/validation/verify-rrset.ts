import type { RRSIGData } from "../../records/rrsig.js";
import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { RRSet } from "../../zone/rrset.js";
import { CanonicalSet } from "../canonical-set.js";
import { signatureTime, timeFault } from "../signature-time.js";
import { signedLabels } from "../signed-data.js";
import { verifySignature } from "../verify-signature.js";
import { BogusError } from "./bogus-error.js";
import type { ValidationBudget } from "./validation-budget.js";
import type { SecureZone } from "./zone-security.js";

/** An RRset whose signature is good. */
export interface VerifiedSet<Data extends object = object> {
  readonly set: RRSet<Data>;
  /** Seconds that it may be kept: by its own TTL, the one that was signed, and the end of the signature (RFC 4035 §5.3.3). */
  readonly ttl: number;
  /** Labels of the owner that was signed, a `*` not counted. Fewer than the name has: a wildcard stood in. */
  readonly labels: number;
  readonly isExpanded: boolean;
}

/** Where and when an RRset is verified. */
export interface Verification {
  /** The zone that it is in. */
  readonly zone: SecureZone;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly budget: ValidationBudget;
}

/**
 * Finds a signature of `set` that is good (RFC 4035 §5.3): one is enough, whatever the others are (RFC 6840 §5.11).
 *
 * @throws {BogusError} where there is none.
 */
export function verifySet<Data extends object>(
  set: RRSet<Data>,
  { zone, nowMs, budget }: Verification,
): VerifiedSet<Data> {
  const now = signatureTime(nowMs);
  const labels = signedLabels(set.name);
  const canonical = new CanonicalSet(set.records);
  // What came nearest to a good signature says why there is none.
  let infoCode: number = ExtendedErrorCode.RRSIGS_MISSING;
  for (const { data } of set.signatures) {
    if (!data.signersName.equals(zone.name) || data.typeCovered !== set.type) continue;
    // A wildcard above the zone isn't the zone's to sign.
    if (data.labels > labels || data.labels < zone.name.labelCount) continue;
    const fault = timeFault(data, now);
    if (fault !== undefined) {
      infoCode = fault;
      continue;
    }
    const keys = zone.keysFor(data.keyTag, data.algorithm, budget.limits.maxKeysPerTag);
    if (keys.length === 0 && infoCode === ExtendedErrorCode.RRSIGS_MISSING) infoCode = ExtendedErrorCode.DNSKEY_MISSING;
    for (const key of keys) {
      budget.spendVerification();
      if (verifySignature(data, canonical, key)) return verified(set, data, now);
      budget.countFailure();
      infoCode = ExtendedErrorCode.DNSSEC_BOGUS;
    }
  }
  const who = `${set.name.toString()} ${set.records[0]?.recordType.mnemonic ?? ""}`;
  throw new BogusError(`no signature of ${who} by ${zone.name.toString()} is good`, infoCode);
}

function verified<Data extends object>(
  set: RRSet<Data>,
  { labels, originalTTL, signatureExpiration }: RRSIGData,
  now: number,
): VerifiedSet<Data> {
  // Serial numbers: the difference is right across the turn of the 32-bit clock.
  const remaining = (signatureExpiration - now) >>> 0;
  return {
    set,
    ttl: Math.min(set.ttl, originalTTL, remaining),
    labels,
    isExpanded: labels < signedLabels(set.name),
  };
}
