import { SOA, type SOAData } from "../records/soa.js";
import { Name } from "../wire/name.js";
import { formatLabel } from "../wire/name-text.js";
import { classText } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { zoneOrder } from "./zone-order.js";

/** How `formatZone` writes. */
export interface FormatZoneOptions {
  /** What owner names are written relative to. @default the SOA's owner; the root where there is no SOA */
  readonly origin?: Name | string | undefined;
}

/** Owners that are longer than this don't push the other columns to the right. */
const MAX_OWNER_COLUMN = 24;
const CONTINUED = " ".repeat(MAX_OWNER_COLUMN);

/**
 * A zone file with these records: `$ORIGIN`, `$TTL` with the TTL that most records have, then the records in an order that doesn't
 * depend on theirs, so that two versions of a zone can be compared line by line. Names in data are written in full. `parseZone` and
 * BIND's `named-checkzone` read it back as the same records. Throws a `RangeError` for a record without data.
 */
export function formatZone(records: Iterable<ResourceRecord>, options: FormatZoneOptions = {}): string {
  return [...zoneLines(records, options)].join("");
}

/** The same, line by line. */
function* zoneLines(records: Iterable<ResourceRecord>, options: FormatZoneOptions = {}): Generator<string, void> {
  const ordered = zoneOrder(records);
  const [first] = ordered;
  if (first === undefined) return;
  const origin = options.origin === undefined ? defaultOrigin(first) : Name.from(options.origin);
  const ttl = commonTTL(ordered);
  const ownerWidth = Math.min(
    Math.max(...sample(ordered).map(({ name }) => ownerText(name, origin).length)),
    MAX_OWNER_COLUMN,
  );
  yield `$ORIGIN ${origin.toString()}\n$TTL ${ttl}\n`;
  let previous: Name | undefined;
  for (const record of ordered) {
    const same = previous?.octets === record.name.octets;
    const owner = (same ? "" : ownerText(record.name, origin)).padEnd(ownerWidth);
    const ownTTL = (record.ttl === ttl ? "" : String(record.ttl)).padEnd(6);
    yield `${owner} ${ownTTL} ${classText(record.class)} ${record.recordType.mnemonic.padEnd(5)} ${dataText(record)}\n`;
    previous = record.name;
  }
}

function defaultOrigin(first: ResourceRecord): Name {
  return first.type === SOA.code ? first.name : Name.root;
}

/** Enough of the zone to choose a column's width. */
function sample(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  return records.slice(0, 1000);
}

/** `@`, labels without the origin, or the whole name where it isn't below the origin. */
function ownerText(name: Name, origin: Name): string {
  if (origin.isRoot || !name.isSubdomainOf(origin)) return name.toString();
  const labels = name.labels.slice(0, name.labelCount - origin.labelCount);
  return labels.length === 0 ? "@" : labels.map((label) => formatLabel(label)).join(".");
}

/** The TTL of most records, the lower of two. */
function commonTTL(records: readonly ResourceRecord[]): number {
  const counts = new Map<number, number>();
  for (const { ttl } of records) counts.set(ttl, (counts.get(ttl) ?? 0) + 1);
  const [best] = [...counts].sort(([ttlA, countA], [ttlB, countB]) => countB - countA || ttlA - ttlB);
  return best?.[0] ?? 0;
}

function dataText(record: ResourceRecord): string {
  if (record.isEmpty)
    throw new RangeError(`the ${record.recordType.mnemonic} of ${record.name.toString()} has no data`);
  return record.is(SOA) ? soaText(record.data) : record.recordType.format(record.data);
}

function soaText(data: SOAData): string {
  const timers = (["serial", "refresh", "retry", "expire", "minimum"] as const).map(
    (field) => `${CONTINUED} ${String(data[field]).padEnd(10)} ; ${field}\n`,
  );
  return `${data.mname.toString()} ${data.rname.toString()} (\n${timers.join("")}${CONTINUED} )`;
}
