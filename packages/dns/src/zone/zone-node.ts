import { RRSIG, type RRSIGData } from "../records/rrsig.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "./rrset.js";

const none: readonly RRSet[] = [];

/**
 * A name of a zone and the RRsets that it owns. One without any is an empty non-terminal (RFC 4592 §2.2.2): it exists because names
 * below it do. Immutable.
 */
export class ZoneNode {
  readonly name: Name;
  /** One of the sets and the others: most names have one, and in large zones each step through memory costs. */
  readonly #first: RRSet | undefined;
  readonly #others: readonly RRSet[];

  private constructor(name: Name, [first, ...others]: readonly RRSet[]) {
    this.name = name;
    this.#first = first;
    this.#others = others.length === 0 ? none : others;
  }

  /**
   * The node that owns `records`, all of whose name is `name`. Signatures go to the sets that they cover; one that covers nothing is left
   * out.
   */
  static of(name: Name, records: readonly ResourceRecord[]): ZoneNode {
    const byType = new Map<number, ResourceRecord[]>();
    const signatures = new Map<number, ResourceRecord<RRSIGData>[]>();
    for (const record of records) {
      if (record.is(RRSIG)) push(signatures, record.data.typeCovered, record);
      else push(byType, record.type, record);
    }
    return new ZoneNode(
      name,
      Array.from(byType, ([type, members]) => new RRSet(members, signatures.get(type))),
    );
  }

  /** The RRset of a type, if it is there. RRSIG is not a set of its own here: see `RRSet.signatures`. */
  get<Data extends object>(type: { readonly code: number; read(reader: never): Data }): RRSet<Data> | undefined;
  get(type: number): RRSet | undefined;
  get(type: number | { readonly code: number }): RRSet | undefined {
    const code = typeof type === "number" ? type : type.code;
    if (this.#first?.type === code) return this.#first;
    for (const set of this.#others) if (set.type === code) return set;
    return undefined;
  }

  has(type: number): boolean {
    return this.get(type) !== undefined;
  }

  get isEmptyNonTerminal(): boolean {
    return this.#first === undefined;
  }

  /** The types that are here, ascending; without RRSIG. */
  get types(): number[] {
    return this.sets.map(({ type }) => type).sort((a, b) => a - b);
  }

  /** One of the sets; `undefined` for an empty non-terminal. */
  get firstSet(): RRSet | undefined {
    return this.#first;
  }

  get sets(): readonly RRSet[] {
    return this.#first === undefined ? none : [this.#first, ...this.#others];
  }

  /** Every record here, each set followed by its signatures. */
  *records(): Iterable<ResourceRecord> {
    for (const set of this.sets) {
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
