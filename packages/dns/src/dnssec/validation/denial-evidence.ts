import { CNAME } from "../../records/cname.js";
import { DNAME } from "../../records/dname.js";
import { DS } from "../../records/ds.js";
import { NS } from "../../records/ns.js";
import { SOA } from "../../records/soa.js";
import type { Name } from "../../wire/name.js";

/**
 * How far something is proven. `"opt-out"`: it is proven but for a delegation to a zone that isn't signed, which may be there (RFC 5155 §6): the
 * response is insecure.
 */
export type Proof = "proven" | "opt-out" | "unproven";

/**
 * What is proven to be at a name that may be the top of a zone: a delegation to an unsigned zone (`"insecure"`); something that belongs to the
 * zone above, or nothing, with names below it (`"inside"`); no name at all, nor below (`"nothing"`).
 */
export type DelegationProof = "insecure" | "inside" | "nothing" | "unproven";

/** What verified NSEC or NSEC3 records of a zone prove. All names are in that zone. */
export interface DenialEvidence {
  /** That a name doesn't exist, and no wildcard stands in for it (NXDOMAIN). */
  provesNoName(name: Name): Proof;
  /** That a name, or the wildcard that stands in for it, exists and has nothing of the type (NODATA). */
  provesNoType(name: Name, type: number): Proof;
  /** That nothing between a name and its ancestor of `labels` labels exists, so that the wildcard there stands in for it. */
  provesWildcard(name: Name, labels: number): Proof;
  /** What is at a name where a zone may begin. */
  delegationAt(name: Name): DelegationProof;
  /** Seconds that it may be kept. */
  readonly ttl: number;
}

/** The types at a name, as an NSEC or NSEC3 record has them. */
export type TypeList = readonly number[];

/** The record is the parent's, of a name that it delegates: it says nothing of what is in the zone below (RFC 6840 §4.1). */
function isDelegation(types: TypeList): boolean {
  return types.includes(NS.code) && !types.includes(SOA.code);
}

/** What is below the name of the record is another zone's, or redirected (RFC 6840 §4.1). */
export function endsZone(types: TypeList): boolean {
  return isDelegation(types) || types.includes(DNAME.code);
}

/** Whether the record of a name says that it has nothing of this type. DS is the parent's to deny, all else the zone's own. */
export function deniesType(types: TypeList, name: Name, type: number): boolean {
  const isWrongSide = type === DS.code ? types.includes(SOA.code) && !name.isRoot : isDelegation(types);
  return !isWrongSide && !types.includes(type) && !types.includes(CNAME.code);
}

/** What the record of a name says of a zone that may begin there. */
export function delegationIn(types: TypeList): DelegationProof {
  if (!isDelegation(types)) return types.includes(SOA.code) ? "unproven" : "inside";
  return types.includes(DS.code) ? "unproven" : "insecure";
}
