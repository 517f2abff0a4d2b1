import { RRSIG } from "../records/rrsig.js";
import { recordIdentity } from "../transfer/zone-difference.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** The records of one type. */
interface DraftedSet {
  /** What all of them are given in the end (RFC 2181 §5.2); `undefined` where each keeps its own. */
  ttl: number | undefined;
  readonly records: Map<string, ResourceRecord>;
}

/**
 * What one name owns while an update is carried out, by type and data: each step takes the same time however much there is, since an
 * update has room for thousands of records of one name.
 */
export class NameDraft {
  readonly name: Name;
  /** What it owned at the beginning. */
  readonly before: readonly ResourceRecord[];
  readonly #sets = new Map<number, DraftedSet>();

  constructor(name: Name, before: readonly ResourceRecord[]) {
    this.name = name;
    this.before = before;
    for (const record of before) this.#set(record.type).records.set(recordIdentity(record), record);
  }

  /** The types that it owns. */
  get types(): Iterable<number> {
    return this.#sets.keys();
  }

  has(type: number): boolean {
    return this.#sets.has(type);
  }

  /** How many records of a type it owns. */
  count(type: number): number {
    return this.#sets.get(type)?.records.size ?? 0;
  }

  /** One of the records of a type. */
  first(type: number): ResourceRecord | undefined {
    const [record] = this.#sets.get(type)?.records.values() ?? [];
    return record;
  }

  /** Puts a record in, in the place of one with the same data. Its TTL becomes that of the set, which is not so for signatures. */
  add(record: ResourceRecord): void {
    const set = this.#set(record.type);
    set.records.set(recordIdentity(record), record);
    if (!record.is(RRSIG)) set.ttl = record.ttl;
  }

  /** Takes a record out, whatever its TTL. */
  delete(record: ResourceRecord): void {
    const set = this.#sets.get(record.type);
    if (set?.records.delete(recordIdentity(record)) === true && set.records.size === 0) this.#sets.delete(record.type);
  }

  /** Takes all records of a type out, and their signatures. */
  deleteSet(type: number): void {
    this.#sets.delete(type);
    for (const record of this.#sets.get(RRSIG.code)?.records.values() ?? []) {
      if (record.is(RRSIG) && record.data.typeCovered === type) this.delete(record);
    }
  }

  /** What it owns now. */
  get after(): readonly ResourceRecord[] {
    return Array.from(this.#sets.values(), ({ ttl, records }) =>
      Array.from(records.values(), (record) =>
        ttl === undefined || record.ttl === ttl ? record : record.with({ ttl }),
      ),
    ).flat();
  }

  #set(type: number): DraftedSet {
    let set = this.#sets.get(type);
    if (set === undefined) this.#sets.set(type, (set = { ttl: undefined, records: new Map() }));
    return set;
  }
}
