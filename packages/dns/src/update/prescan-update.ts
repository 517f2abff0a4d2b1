import { isMetaType, QueryType } from "../wire/query-type.js";
import { Rcode } from "../wire/rcode.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";

/** Whether all of an update can be carried out (RFC 2136 §3.4.1), as an RCODE. Throws a `DNSDecodeError` for data that can't be read. */
export function prescanUpdate(zone: Zone, updates: readonly ResourceRecord[]): number {
  for (const record of updates) {
    if (!record.name.isSubdomainOf(zone.origin)) return Rcode.NOTZONE;
    if (!isWellFormed(record, zone.class)) return Rcode.FORMERR;
  }
  return Rcode.NOERROR;
}

function isWellFormed(record: ResourceRecord, zoneClass: number): boolean {
  const { type, class: recordClass, ttl, isEmpty } = record;
  switch (recordClass) {
    case zoneClass:
      return !isMetaType(type) && hasData(record);
    case RecordClass.ANY:
      return ttl === 0 && isEmpty && (type === QueryType.ANY || !isMetaType(type));
    case RecordClass.NONE:
      return ttl === 0 && !isMetaType(type) && hasData(record);
    default:
      return false;
  }
}

/** Reading them is what tells. */
function hasData(record: ResourceRecord): boolean {
  return typeof record.data === "object";
}
