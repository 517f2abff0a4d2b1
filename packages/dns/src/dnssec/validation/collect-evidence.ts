import { NSEC, type NSECData } from "../../records/nsec.js";
import { NSEC3, type NSEC3Data } from "../../records/nsec3.js";
import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { RRSet } from "../../zone/rrset.js";
import { BogusError } from "./bogus-error.js";
import type { DenialEvidence } from "./denial-evidence.js";
import { NSEC3Evidence } from "./nsec3-evidence.js";
import { NSECEvidence } from "./nsec-evidence.js";
import { type Verification, type VerifiedSet, verifySet } from "./verify-rrset.js";
import type { InsecureZone } from "./zone-security.js";

/** Whether `set` may prove that something isn't there. */
export function isProof({ type }: RRSet): boolean {
  return type === NSEC.code || type === NSEC3.code;
}

/**
 * The NSEC or NSEC3 records of `sets` that the zone has signed; what isn't signed well proves nothing. A zone whose hashes take too long is
 * insecure (RFC 9276 §3.2), which only its own signature can say.
 *
 * @throws {BogusError} where none is signed well.
 */
export function collectEvidence(sets: Iterable<RRSet>, verification: Verification): DenialEvidence | InsecureZone {
  const { zone, budget } = verification;
  const plain: VerifiedSet<NSECData>[] = [];
  const hashed: VerifiedSet<NSEC3Data>[] = [];
  let error: BogusError | undefined;
  let looked = 0;
  for (const set of sets) {
    if (!isProof(set) || looked >= budget.limits.maxProofs) continue;
    looked += 1;
    try {
      if (isOf(set, NSEC)) plain.push(verifySet(set, verification));
      else if (isOf(set, NSEC3)) hashed.push(verifySet(set, verification));
    } catch (reason) {
      if (!(reason instanceof BogusError)) throw reason;
      error = reason;
    }
  }
  if (plain.length > 0) return new NSECEvidence(zone.name, plain);
  if (hashed.length === 0) {
    throw error ?? new BogusError(`${zone.name.toString()} proves nothing`, ExtendedErrorCode.NSEC_MISSING);
  }
  const evidence = new NSEC3Evidence(zone.name, hashed, budget);
  if (evidence.iterations <= budget.limits.maxNSEC3Iterations) return evidence;
  const infoCode = ExtendedErrorCode.UNSUPPORTED_NSEC3_ITERATIONS;
  const extraText = `${zone.name.toString()} has NSEC3 with ${String(evidence.iterations)} iterations`;
  return { kind: "insecure", ttl: evidence.ttl, errors: [{ infoCode, extraText }] };
}

function isOf<Data extends object>(
  set: RRSet,
  type: { readonly code: number; read(reader: never): Data },
): set is RRSet<Data> {
  return set.type === type.code;
}
