import { NSEC } from "../../records/nsec.js";
import { RRSIG } from "../../records/rrsig.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import type { Zone } from "../../zone/zone.js";
import { authoritativeNodes, visibleTypes } from "./zone-authority.js";

/** The NSEC records of a zone (RFC 4034 §4): one for each name that owns something, cuts included, each pointing at the next. */
export function makeNSECChain(zone: Zone, ttl: number): ResourceRecord[] {
  const owners = [...authoritativeNodes(zone)].filter(({ node }) => !node.isEmptyNonTerminal);
  return owners.map((owner, index) => {
    const next = owners[index + 1]?.node.name ?? zone.origin;
    const types = [...visibleTypes(owner), RRSIG.code, NSEC.code].sort((a, b) => a - b);
    return new ResourceRecord({
      name: owner.node.name,
      type: NSEC,
      class: zone.class,
      ttl,
      data: { nextDomainName: next, types },
    });
  });
}
