import type { ResourceRecord } from "../wire/resource-record.js";

/** The records of an RRset as signatures see them: put in order once, however many signatures are looked at. */
export class CanonicalSet {
  /** One of the records; all have its name, type and class. */
  readonly first: ResourceRecord;
  readonly #records: readonly ResourceRecord[];
  #rdata: readonly Buffer[] | undefined;

  /** @throws {RangeError} where there are no records. */
  constructor(records: readonly ResourceRecord[]) {
    const [first] = records;
    if (first === undefined) throw new RangeError("an RRset has at least one record");
    this.first = first;
    this.#records = records;
  }

  /** The RDATA of each record in canonical form, in the order of RFC 4034 §6.3; doubles once. */
  get rdata(): readonly Buffer[] {
    return (this.#rdata ??= canonicalOrder(this.#records));
  }
}

function canonicalOrder(records: readonly ResourceRecord[]): Buffer[] {
  if (records.length === 1) return records.map((record) => record.encodeRData(true));
  const sorted = records.map((record) => Buffer.from(record.encodeRData(true))).sort((a, b) => a.compare(b));
  return sorted.filter((rdata, i) => sorted[i - 1]?.equals(rdata) !== true);
}
