import type { RRSIGData } from "../records/rrsig.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** All records of one name and type (RFC 2181 §5), with the signatures that cover them. Immutable; there is at least one record. */
export class RRSet<Data extends object = object> {
  readonly name: Name;
  readonly type: number;
  /** Seconds; that of each of the records (RFC 2181 §5.2). */
  readonly ttl: number;
  /** No two have the same data. */
  readonly records: readonly ResourceRecord<Data>[];
  /** The RRSIG records that cover this set; empty where the zone isn't signed. */
  readonly signatures: readonly ResourceRecord<RRSIGData>[];

  /**
   * Where TTLs differ, the lowest counts for all. Throws a `RangeError` where there is no record.
   *
   * @param records Of one name, type and class; doubles are left out.
   */
  constructor(records: readonly ResourceRecord<Data>[], signatures: readonly ResourceRecord<RRSIGData>[] = []) {
    const [first] = records;
    if (first === undefined) throw new RangeError("an RRset has at least one record");
    this.name = first.name;
    this.type = first.type;
    const ttl = records.reduce((lowest, record) => Math.min(lowest, record.ttl), first.ttl);
    this.ttl = ttl;
    this.records = withoutDoubles(records).map((record) => (record.ttl === ttl ? record : record.with({ ttl })));
    this.signatures = signatures;
  }
}

function withoutDoubles<Data extends object>(
  records: readonly ResourceRecord<Data>[],
): readonly ResourceRecord<Data>[] {
  if (records.length === 1) return records;
  const byData = new Map<string, ResourceRecord<Data>>();
  for (const record of records) {
    const data = record.encodeRData(true).toString("latin1");
    if (!byData.has(data)) byData.set(data, record);
  }
  return [...byData.values()];
}
