import { CNAME } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import { NS } from "../records/ns.js";
import { NSEC } from "../records/nsec.js";
import { RRSIG } from "../records/rrsig.js";
import { SOA } from "../records/soa.js";
import { QueryType } from "../wire/query-type.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { compareSerials } from "../zone/serial.js";
import type { NameDraft } from "./name-draft.js";
import type { ZoneDraft } from "./zone-draft.js";

/** Of these a name has one at most: a new one takes the place of the old (RFC 2136 §3.4.2.2, RFC 6672 §2.4). */
const singletons: ReadonlySet<number> = new Set([CNAME.code, DNAME.code, SOA.code]);
/** What may stand beside a CNAME (RFC 4034 §3, §4). */
const besideAlias: ReadonlySet<number> = new Set([CNAME.code, NSEC.code, RRSIG.code]);
/** What the top of a zone always has. */
const holdsTheZone: ReadonlySet<number> = new Set([SOA.code, NS.code]);

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
  const { type } = record;
  const owner = draft.at(record.name);
  if (record.is(CNAME)) {
    for (const other of owner.types) if (!besideAlias.has(other)) return;
  } else if (owner.has(CNAME.code) && !besideAlias.has(type)) {
    return;
  }
  if (record.is(SOA) && !isNewSOA(record.data.serial, owner)) return;
  if (singletons.has(type)) owner.deleteSet(type);
  owner.add(record);
}

function isNewSOA(serial: number, owner: NameDraft): boolean {
  const soa = owner.first(SOA.code);
  return soa?.is(SOA) === true && compareSerials(serial, soa.data.serial) > 0;
}

/** A set goes with its signatures. */
function removeSets(draft: ZoneDraft, { name, type }: ResourceRecord): void {
  const owner = draft.at(name);
  const isApex = name.equals(draft.zone.origin);
  for (const each of type === QueryType.ANY ? [...owner.types] : [type]) {
    const stays = isApex && (holdsTheZone.has(each) || each === RRSIG.code);
    if (!stays) owner.deleteSet(each);
  }
}

function removeOne(draft: ZoneDraft, record: ResourceRecord): void {
  const { name, type } = record;
  if (type === SOA.code) return;
  const owner = draft.at(name);
  if (type === NS.code && name.equals(draft.zone.origin) && owner.count(type) === 1) return;
  owner.delete(record);
}
