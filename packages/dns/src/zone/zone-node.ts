import { RRSIG, type RRSIGData } from "../records/rrsig.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "./rrset.js";

/**
 * A name of a zone and the RRsets that it owns. One without any is an empty non-terminal (RFC 4592 §2.2.2): it exists because names
 * below it do. Immutable.
 */
export class ZoneNode {
  readonly name: Name;
  readonly #sets: ReadonlyMap<number, RRSet>;

  private constructor(name: Name, sets: ReadonlyMap<number, RRSet>) {
    this.name = name;
    this.#sets = sets;
  }

  /** The node that owns `records`, all of whose name is `name`. Signatures go to the sets that they cover; one that covers nothing is left out. */
  static of(name: Name, records: readonly ResourceRecord[]): ZoneNode {
    const byType = new Map<number, ResourceRecord[]>();
    const signatures = new Map<number, ResourceRecord<RRSIGData>[]>();
    for (const record of records) {
      if (record.is(RRSIG)) push(signatures, record.data.typeCovered, record);
      else push(byType, record.type, record);
    }
    const sets = new Map<number, RRSet>();
    for (const [type, members] of byType) sets.set(type, new RRSet(members, signatures.get(type)));
    return new ZoneNode(name, sets);
  }

  /** The RRset of a type, if it is there. RRSIG is not a set of its own here: see `RRSet.signatures`. */
  get<Data extends object>(type: { readonly code: number; read(reader: never): Data }): RRSet<Data> | undefined;
  get(type: number): RRSet | undefined;
  get(type: number | { readonly code: number }): RRSet | undefined {
    return this.#sets.get(typeof type === "number" ? type : type.code);
  }

  has(type: number): boolean {
    return this.#sets.has(type);
  }

  get isEmptyNonTerminal(): boolean {
    return this.#sets.size === 0;
  }

  /** The types that are here, ascending; without RRSIG. */
  get types(): number[] {
    return [...this.#sets.keys()].sort((a, b) => a - b);
  }

  /** One of the sets; `undefined` for an empty non-terminal. */
  get firstSet(): RRSet | undefined {
    const [set] = this.#sets.values();
    return set;
  }

  get sets(): IterableIterator<RRSet> {
    return this.#sets.values();
  }

  /** Every record here, each set followed by its signatures. */
  *records(): Iterable<ResourceRecord> {
    for (const set of this.#sets.values()) {
      yield* set.records;
      yield* set.signatures;
    }
  }
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
