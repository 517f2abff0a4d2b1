import { DS } from "../../records/ds.js";
import { NSEC3, type NSEC3Data } from "../../records/nsec3.js";
import { NSEC3PARAM } from "../../records/nsec3param.js";
import { RRSIG } from "../../records/rrsig.js";
import type { Name } from "../../wire/name.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import type { Zone } from "../../zone/zone.js";
import { nsec3Hash, nsec3OptOut, nsec3Owner, nsec3SHA1 } from "../nsec3-hash.js";
import { type AuthoritativeNode, authoritativeNodes, isSigned, visibleTypes } from "./zone-authority.js";

/** How a zone's NSEC3 chain is made (RFC 5155, RFC 9276). */
export interface NSEC3Options {
  /** How often hashes are hashed again. More than 0 costs all and protects nothing (RFC 9276 §3.1). @default 0 */
  readonly iterations?: number | undefined;
  /** @default none, as RFC 9276 wants */
  readonly salt?: Uint8Array | undefined;
  /** Leaves delegations without DS out: for zones that have few with (RFC 5155 §6). @default false */
  readonly optOut?: boolean | undefined;
}

/** Validators take a zone for insecure over this (RFC 9276 §3.2); most do over less. */
const maxIterations = 100;

interface HashedName {
  readonly hash: Buffer;
  readonly types: readonly number[];
}

/** The NSEC3PARAM record and the NSEC3 records of a zone. Throws a `RangeError` for options that a validator would take offence at. */
export function makeNSEC3Chain(zone: Zone, ttl: number, options: NSEC3Options): ResourceRecord[] {
  const { iterations = 0, optOut = false } = options;
  const salt = Buffer.from(options.salt ?? []);
  if (!Number.isInteger(iterations) || iterations < 0 || iterations > maxIterations) {
    throw new RangeError(`NSEC3 has 0 to ${String(maxIterations)} iterations`);
  }
  if (salt.length > 255) throw new RangeError("a salt has at most 255 bytes");
  const parameters = { hashAlgorithm: nsec3SHA1, iterations, salt };
  const hashed = hashedNames(zone, optOut, (name) => nsec3Hash(name, parameters));
  const records: ResourceRecord[] = hashed.map(({ hash, types }, index) => {
    const nextHashedOwnerName = (hashed[index + 1] ?? hashed[0])?.hash ?? hash;
    const data: NSEC3Data = { ...parameters, flags: optOut ? nsec3OptOut : 0, nextHashedOwnerName, types };
    return new ResourceRecord({ name: nsec3Owner(hash, zone.origin), type: NSEC3, class: zone.class, ttl, data });
  });
  // Its own flags are zero (RFC 5155 §4.1.2), and nobody caches it for long.
  const data = { ...parameters, flags: 0 };
  records.push(new ResourceRecord({ name: zone.origin, type: NSEC3PARAM, class: zone.class, ttl: 0, data }));
  return records;
}

/** The names in the order of their hashes. */
function hashedNames(zone: Zone, optOut: boolean, hashOf: (name: Name) => Buffer): HashedName[] {
  const covered = [...authoritativeNodes(zone)].filter((owner) => !(optOut && isInsecureCut(owner)));
  const needed = optOut ? withoutEmptyEnds(covered) : covered;
  const hashed = needed.map((owner) => ({ hash: hashOf(owner.node.name), types: typesOf(owner, zone) }));
  return hashed.sort((a, b) => a.hash.compare(b.hash));
}

function typesOf(owner: AuthoritativeNode, zone: Zone): number[] {
  const types = visibleTypes(owner);
  if (owner.node === zone.apex) types.push(NSEC3PARAM.code);
  if (types.some((type) => isSigned(owner, type))) types.push(RRSIG.code);
  return types.sort((a, b) => a - b);
}

function isInsecureCut({ node, authority }: AuthoritativeNode): boolean {
  return authority === "cut" && !node.has(DS.code);
}

/** Without the empty non-terminals that were there only for the sake of names that have been left out. */
function withoutEmptyEnds(owners: readonly AuthoritativeNode[]): AuthoritativeNode[] {
  const kept: AuthoritativeNode[] = [];
  // From the end: what is below a name has been looked at when its turn comes, and the nearest of it is the last that was kept.
  for (const owner of owners.toReversed()) {
    const below = kept.at(-1);
    const isNeeded = !owner.node.isEmptyNonTerminal || below?.node.name.isSubdomainOf(owner.node.name) === true;
    if (isNeeded) kept.push(owner);
  }
  return kept;
}
