import { RRSIG, type RRSIGData } from "../../records/rrsig.js";
import type { Name } from "../../wire/name.js";
import type { ResourceRecord } from "../../wire/resource-record.js";
import { RRSet } from "../../zone/rrset.js";

interface Group {
  readonly records: ResourceRecord[];
  readonly signatures: ResourceRecord<RRSIGData>[];
}

/** The RRsets of a section with their signatures, by name and type. Reading them may throw a `DNSDecodeError`. */
export class SectionSets implements Iterable<RRSet> {
  readonly #sets = new Map<string, RRSet>();

  /** @param recordClass Records of other classes don't count. */
  constructor(records: readonly ResourceRecord[], recordClass: number) {
    const groups = new Map<string, Group>();
    const groupOf = (type: number, name: Name): Group => {
      const key = keyOf(type, name);
      let group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { records: [], signatures: [] }));
      return group;
    };
    for (const record of records) {
      if (record.class !== recordClass) continue;
      if (record.is(RRSIG)) groupOf(record.data.typeCovered, record.name).signatures.push(record);
      else groupOf(record.type, record.name).records.push(record);
    }
    for (const [key, group] of groups) {
      if (group.records.length > 0) this.#sets.set(key, new RRSet(group.records, group.signatures));
    }
  }

  get<Data extends object>(
    name: Name,
    type: { readonly code: number; read(reader: never): Data },
  ): RRSet<Data> | undefined;
  get(name: Name, type: { readonly code: number }): RRSet | undefined;
  get(name: Name, { code }: { readonly code: number }): RRSet | undefined {
    return this.#sets.get(keyOf(code, name));
  }

  [Symbol.iterator](): IterableIterator<RRSet> {
    return this.#sets.values();
  }
}

function keyOf(type: number, name: Name): string {
  return `${String(type)} ${name.key}`;
}
