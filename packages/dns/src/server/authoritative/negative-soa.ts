import { SOA } from "../../records/soa.js";
import { RRSet } from "../../zone/rrset.js";
import type { Zone } from "../../zone/zone.js";

/** Zones are immutable, and what is made of one is good for its life. */
const made = new WeakMap<Zone, RRSet>();

/** The zone's SOA as it stands in negative answers: its TTL says how long the "no" may be kept (RFC 2308 §3). */
export function negativeSOA(zone: Zone): RRSet {
  let set = made.get(zone);
  if (set === undefined) made.set(zone, (set = makeNegativeSOA(zone)));
  return set;
}

function makeNegativeSOA(zone: Zone): RRSet {
  const { soa } = zone;
  const ttl = Math.min(soa.ttl, soa.data.minimum);
  const signatures = zone.apex.get(SOA)?.signatures ?? [];
  return new RRSet(
    [soa.with({ ttl })],
    signatures.map((record) => record.with({ ttl })),
  );
}
