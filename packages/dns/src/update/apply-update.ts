import { CNAME } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import { NS } from "../records/ns.js";
import { NSEC } from "../records/nsec.js";
import { RRSIG } from "../records/rrsig.js";
import { SOA } from "../records/soa.js";
import { recordIdentity } from "../transfer/zone-difference.js";
import { QueryType } from "../wire/query-type.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { compareSerials } from "../zone/serial.js";
import type { ZoneDraft } from "./zone-draft.js";

/** Of these a name has one at most: a new one takes the place of the old (RFC 2136 §3.4.2.2, RFC 6672 §2.4). */
const singletons: ReadonlySet<number> = new Set([CNAME.code, DNAME.code, SOA.code]);
/** What may stand beside a CNAME (RFC 4034 §3, §4). */
const besideAlias: ReadonlySet<number> = new Set([CNAME.code, NSEC.code, RRSIG.code]);

/**
 * Carries an update out on a draft (RFC 2136 §3.4.2), one record after the other. What mustn't be is left out without a word, as it says
 * there: a CNAME beside other records and others beside it, an older SOA, the removal of the zone's SOA and of its last NS.
 */
export function applyUpdate(draft: ZoneDraft, updates: readonly ResourceRecord[]): void {
  for (const record of updates) {
    if (record.class === RecordClass.ANY) removeSets(draft, record);
    else if (record.class === RecordClass.NONE) removeOne(draft, record);
    else add(draft, record);
  }
}

function add(draft: ZoneDraft, record: ResourceRecord): void {
  const present = draft.recordsAt(record.name);
  if (record.is(CNAME)) {
    if (present.some(({ type }) => !besideAlias.has(type))) return;
  } else if (present.some((other) => other.is(CNAME)) && !besideAlias.has(record.type)) {
    return;
  }
  if (record.is(SOA) && !isNewSOA(record.data.serial, present)) return;
  const identity = recordIdentity(record);
  const kept: ResourceRecord[] = [];
  for (const other of present) {
    if (other.type !== record.type || record.is(RRSIG)) kept.push(other);
    else if (singletons.has(other.type) || recordIdentity(other) === identity) continue;
    // RFC 2181 §5.2: an RRset has one TTL, here the latest.
    else kept.push(other.ttl === record.ttl ? other : other.with({ ttl: record.ttl }));
  }
  draft.replace(record.name, [...kept, record]);
}

function isNewSOA(serial: number, present: readonly ResourceRecord[]): boolean {
  const soa = present.find((record) => record.is(SOA));
  return soa?.is(SOA) === true && compareSerials(serial, soa.data.serial) > 0;
}

function removeSets(draft: ZoneDraft, { name, type }: ResourceRecord): void {
  const isApex = name.equals(draft.zone.origin);
  const goes = (record: ResourceRecord): boolean =>
    (type === QueryType.ANY || covers(type, record)) && !(isApex && holdsTheZone(record));
  filter(draft, name, (record) => !goes(record));
}

function removeOne(draft: ZoneDraft, record: ResourceRecord): void {
  const { name, type } = record;
  if (type === SOA.code) return;
  const isApex = name.equals(draft.zone.origin);
  if (isApex && type === NS.code && draft.recordsAt(name).filter((other) => other.is(NS)).length === 1) return;
  const identity = recordIdentity(record);
  filter(draft, name, (other) => recordIdentity(other) !== identity);
}

function filter(draft: ZoneDraft, name: ResourceRecord["name"], stays: (record: ResourceRecord) => boolean): void {
  const present = draft.recordsAt(name);
  const kept = present.filter(stays);
  if (kept.length < present.length) draft.replace(name, kept);
}

/** A set goes with its signatures. */
function covers(type: number, record: ResourceRecord): boolean {
  return record.type === type || (record.is(RRSIG) && record.data.typeCovered === type);
}

function holdsTheZone(record: ResourceRecord): boolean {
  return covers(SOA.code, record) || covers(NS.code, record);
}
