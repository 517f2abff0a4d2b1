import { RRSIG } from "../records/rrsig.js";
import { SOA } from "../records/soa.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** A record and what it is sorted by, computed once. */
interface Placed {
  readonly record: ResourceRecord;
  readonly nameKey: string;
  readonly rank: number;
  rdata: Buffer | undefined;
}

/**
 * The records in the one order that a written zone has whatever order they came in: the SOA; then names in canonical order (RFC 4034
 * §6.1); for each the types by code, an RRSIG behind what it covers; for each the data in canonical order (§6.3).
 */
export function zoneOrder(records: Iterable<ResourceRecord>): ResourceRecord[] {
  const placed: Placed[] = [];
  for (const record of records) {
    placed.push({ record, nameKey: nameKey(record.name), rank: rankOf(record), rdata: undefined });
  }
  return placed.sort(compare).map(({ record }) => record);
}

function compare(a: Placed, b: Placed): number {
  if (a.rank !== b.rank && (a.rank < 0 || b.rank < 0)) return a.rank - b.rank;
  if (a.nameKey !== b.nameKey) return a.nameKey < b.nameKey ? -1 : 1;
  return a.rank - b.rank || rdataOf(a).compare(rdataOf(b));
}

/**
 * A string that sorts as the name does in canonical order: its labels from the right, each octet one up, so that the zero
 * between labels comes before all of them. Comparing two strings is several times as fast as comparing two names.
 */
function nameKey(name: Name): string {
  let key = "";
  for (const label of name.labels) {
    let raised = "";
    for (let i = 0; i < label.length; i++) raised += String.fromCharCode(lowerCased(label.charCodeAt(i)) + 1);
    key = `${raised}\0${key}`;
  }
  return key;
}

function lowerCased(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function rdataOf(placed: Placed): Buffer {
  return (placed.rdata ??= placed.record.encodeRData(true));
}

function rankOf(record: ResourceRecord): number {
  if (record.type === SOA.code) return -1;
  return record.is(RRSIG) ? record.data.typeCovered * 2 + 1 : record.type * 2;
}
