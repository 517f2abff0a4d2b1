import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneDifference } from "./zone-difference.js";

/** A whole zone as AXFR sends it (RFC 5936 §2.2): its SOA, all else, its SOA again. */
export function* wholeZone(zone: Zone): Iterable<ResourceRecord> {
  yield* zone.records();
  yield zone.soa;
}

/** Changes as IXFR sends them (RFC 1995 §4): the new SOA; the old one and what is removed, the new one and what is added; the new SOA. */
export function* zoneChanges({ from, to, removed, added }: ZoneDifference): Iterable<ResourceRecord> {
  yield to;
  yield from;
  yield* removed;
  yield to;
  yield* added;
  yield to;
}
