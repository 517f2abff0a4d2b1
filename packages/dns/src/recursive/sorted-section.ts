import { RRSIG, type RRSIGData } from "../records/rrsig.js";
import type { Name } from "../wire/name.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "../zone/rrset.js";
import { UnusableResponse } from "./unusable-response.js";

interface Group {
  readonly records: ResourceRecord[];
  readonly signatures: ResourceRecord<RRSIGData>[];
}

/**
 * The records of a section by name and type, without those that whoever was asked has no say in: they have to be at or below the name of
 * the zone (RFC 5452 §6).
 */
export class SortedSection {
  readonly #groups = new Map<string, Group>();
  readonly #maxRecordsPerSet: number;

  constructor(records: readonly ResourceRecord[], zone: Name, maxRecordsPerSet: number) {
    this.#maxRecordsPerSet = maxRecordsPerSet;
    for (const record of records) {
      if (record.class !== RecordClass.IN || !record.name.isSubdomainOf(zone)) continue;
      if (record.is(RRSIG)) this.#group(record.data.typeCovered, record.name).signatures.push(record);
      else this.#group(record.type, record.name).records.push(record);
    }
  }

  /** The set of this name and type. Throws an `UnusableResponse` for one that is too large. */
  find(type: number, name: Name): RRSet | undefined {
    const group = this.#groups.get(keyOf(type, name));
    return group === undefined ? undefined : this.#set(group);
  }

  /** All sets of this type. */
  *ofType(type: number): Generator<RRSet> {
    for (const group of this.#groups.values()) {
      if (group.records[0]?.type !== type) continue;
      const set = this.#set(group);
      if (set !== undefined) yield set;
    }
  }

  #set({ records, signatures }: Group): RRSet | undefined {
    if (records.length === 0) return undefined;
    if (records.length > this.#maxRecordsPerSet || signatures.length > this.#maxRecordsPerSet) {
      throw new UnusableResponse("a set has too many records");
    }
    return new RRSet(records, signatures);
  }

  #group(type: number, name: Name): Group {
    const key = keyOf(type, name);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { records: [], signatures: [] };
      this.#groups.set(key, group);
    }
    return group;
  }
}

function keyOf(type: number, name: Name): string {
  return `${String(type)} ${name.key}`;
}
