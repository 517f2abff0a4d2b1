import { recordIdentity } from "../transfer/zone-difference.js";
import { QueryType } from "../wire/query-type.js";
import { Rcode } from "../wire/rcode.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";
import { recordsAt } from "./records-at.js";

/**
 * Whether what an update presupposes is so (RFC 2136 §3.2), as an RCODE: NOERROR, or the first thing that isn't.
 *
 *     CLASS   TYPE  RDATA   it wants                                     otherwise
 *     ANY     ANY   none    the name to be in use                        NXDOMAIN
 *     ANY     type  none    the RRset to exist                           NXRRSET
 *     NONE    ANY   none    the name not to be in use                    YXDOMAIN
 *     NONE    type  none    the RRset not to exist                       YXRRSET
 *     zone's  type  data    the RRset to exist, with exactly these data  NXRRSET
 */
export function checkPrerequisites(zone: Zone, prerequisites: readonly ResourceRecord[]): number {
  const wanted = new Map<string, ResourceRecord[]>();
  for (const record of prerequisites) {
    if (record.ttl !== 0) return Rcode.FORMERR;
    if (!record.name.isSubdomainOf(zone.origin)) return Rcode.NOTZONE;
    if (record.class === zone.class) {
      const key = `${String(record.type)} ${record.name.key}`;
      const set = wanted.get(key);
      if (set === undefined) wanted.set(key, [record]);
      else set.push(record);
      continue;
    }
    const rcode = checkExistence(zone, record);
    if (rcode !== Rcode.NOERROR) return rcode;
  }
  for (const set of wanted.values()) if (!isWhatIsThere(zone, set)) return Rcode.NXRRSET;
  return Rcode.NOERROR;
}

function checkExistence(zone: Zone, { name, type, class: recordClass, isEmpty }: ResourceRecord): number {
  if (!isEmpty) return Rcode.FORMERR;
  const isName = type === QueryType.ANY;
  const exists = isName ? zone.node(name)?.isEmptyNonTerminal === false : recordsAt(zone, name, type).length > 0;
  if (recordClass === RecordClass.ANY) return exists ? Rcode.NOERROR : isName ? Rcode.NXDOMAIN : Rcode.NXRRSET;
  if (recordClass === RecordClass.NONE) return !exists ? Rcode.NOERROR : isName ? Rcode.YXDOMAIN : Rcode.YXRRSET;
  return Rcode.FORMERR;
}

/** Whether an RRset has these data and no others, whatever the TTLs. */
function isWhatIsThere(zone: Zone, set: readonly ResourceRecord[]): boolean {
  const [first] = set;
  if (first === undefined) return true;
  const wanted = new Set(set.map(recordIdentity));
  const present = recordsAt(zone, first.name, first.type);
  return present.length === wanted.size && present.every((record) => wanted.has(recordIdentity(record)));
}
