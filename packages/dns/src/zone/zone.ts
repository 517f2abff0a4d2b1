import { NS } from "../records/ns.js";
import { DNAME } from "../records/dname.js";
import { NSEC3 } from "../records/nsec3.js";
import { RRSIG } from "../records/rrsig.js";
import { SOA, type SOAData } from "../records/soa.js";
import type { Name } from "../wire/name.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { NodeMap } from "./node-map.js";
import type { RRSet } from "./rrset.js";
import { addEmptyNonTerminals, applyChanges, changesByName, removeDeadEnds, type ZoneChanges } from "./zone-changes.js";
import { ZoneError } from "./zone-error.js";
import { zoneProblems } from "./zone-check.js";
import { ZoneNode } from "./zone-node.js";

/**
 * One version of a zone: all records that a server has authority over, and those that it delegates with. Immutable: a change makes
 * another one, which shares what hasn't changed, so that a transfer or an answer never sees half of it.
 *
 *     const zone = Zone.fromRecords(Name.fromText("example.com."), records);
 *     lookUp(zone, Name.fromText("www.example.com."), A.code);
 */
export class Zone {
  readonly origin: Name;
  readonly class: number;
  readonly apex: ZoneNode;
  /** By `Name.key`. Empty non-terminals are there too. */
  readonly #nodes: NodeMap;
  /** The owners of NSEC3 records, which are no names that one can ask for (RFC 5155 §7.2.8). */
  readonly #hashed: NodeMap;
  #ordered: readonly ZoneNode[] | undefined;
  #orderedHashed: readonly ZoneNode[] | undefined;
  #hasCuts: boolean | undefined;

  private constructor(origin: Name, recordClass: number, { nodes, hashed, changed }: ZoneContents) {
    const problems = zoneProblems(origin, nodes, changed);
    const apex = nodes.get(origin.key);
    if (problems.length > 0 || apex === undefined) throw new ZoneError(origin, problems);
    this.origin = origin;
    this.class = recordClass;
    this.apex = apex;
    this.#nodes = nodes;
    this.#hashed = hashed;
  }

  /** @throws {ZoneError} where they make no zone: no SOA, a name outside, a CNAME beside other records… */
  static fromRecords(origin: Name, records: Iterable<ResourceRecord>): Zone {
    const byName = new Map<string, ResourceRecord[]>();
    const byHash = new Map<string, ResourceRecord[]>();
    let recordClass: number | undefined;
    for (const record of records) {
      recordClass ??= record.class;
      assertMember(origin, recordClass, record);
      const members = isHashed(record) ? byHash : byName;
      const { key } = record.name;
      const list = members.get(key);
      if (list === undefined) members.set(key, [record]);
      else list.push(record);
    }
    const nodes = nodesOf(byName);
    for (const node of [...nodes.values()]) addEmptyNonTerminals(nodes, node.name, origin);
    return new Zone(origin, recordClass ?? RecordClass.IN, { nodes, hashed: nodesOf(byHash) });
  }

  get soa(): ResourceRecord<SOAData> {
    const record = this.apex.get(SOA)?.records[0];
    if (record === undefined) throw new ZoneError(this.origin, ["it has no SOA record"]);
    return record;
  }

  get serial(): number {
    return this.soa.data.serial;
  }

  /** The node of a name, be it authoritative, delegated, or glue; `undefined` where nothing is at or below it. */
  node(name: Name): ZoneNode | undefined {
    return this.#nodes.get(name.key);
  }

  /** As `node`, by `Name.key`. */
  nodeByKey(key: string): ZoneNode | undefined {
    return this.#nodes.get(key);
  }

  /** The node that owns the NSEC3 record of this hashed name. */
  hashedNode(name: Name): ZoneNode | undefined {
    return this.#hashed.get(name.key);
  }

  /** The owners of NSEC3 records in canonical order, which is that of their hashes. */
  get hashedNodes(): readonly ZoneNode[] {
    return (this.#orderedHashed ??= inOrder(this.#hashed));
  }

  /** The RRset of a name and type, wherever in the zone. */
  get<Data extends object>(
    name: Name,
    type: { readonly code: number; read(reader: never): Data },
  ): RRSet<Data> | undefined {
    return this.node(name)?.get(type);
  }

  /** How many names there are, empty non-terminals included. */
  get size(): number {
    return this.#nodes.size;
  }

  /** Whether a name may be delegated or redirected: with neither, a lookup has less to look at. */
  get hasCuts(): boolean {
    return (this.#hasCuts ??= this.#findCuts());
  }

  /** The nodes in canonical order (RFC 4034 §6.1), the apex first. */
  get nodes(): readonly ZoneNode[] {
    return (this.#ordered ??= inOrder(this.#nodes));
  }

  /** Every record, the SOA first, then in canonical order of names, and NSEC3 records last. */
  *records(): Iterable<ResourceRecord> {
    const { soa } = this;
    yield soa;
    for (const node of this.nodes) for (const record of node.records()) if (record !== soa) yield record;
    for (const node of this.hashedNodes) yield* node.records();
  }

  /**
   * The zone after a change: first what is removed goes, then what is added comes.
   *
   * @throws {ZoneError} where the result is no zone. This one stays as it is in any case.
   */
  with({ removed, added }: ZoneChanges): Zone {
    for (const record of added) assertMember(this.origin, this.class, record);
    const nodes = this.#nodes.fork();
    const names = changesByName(removed.filter(isPlain), added.filter(isPlain));
    const owners = applyChanges(nodes, names);
    for (const name of owners) addEmptyNonTerminals(nodes, name, this.origin);
    removeDeadEnds(nodes, removed, this.origin);
    const hashed = this.#hashed.fork();
    const hashes = changesByName(removed.filter(isHashed), added.filter(isHashed));
    applyChanges(hashed, hashes);
    for (const key of hashes.keys()) if (hashed.get(key)?.isEmptyNonTerminal === true) hashed.delete(key);
    const after = new Zone(this.origin, this.class, { nodes, hashed, changed: this.#toCheck(nodes, owners, added) });
    // Looking at every node for cuts takes time that a small change to a large zone needn't.
    if (this.#hasCuts === false && !added.some(mayCut)) after.#hasCuts = false;
    return after;
  }

  /** The nodes that a change may have put in disorder: what is below a new DNAME record isn't known here, so that is all of them. */
  #toCheck(nodes: NodeMap, owners: readonly Name[], added: readonly ResourceRecord[]): ZoneNode[] | undefined {
    if (added.some((record) => record.is(DNAME))) return undefined;
    return owners.flatMap((name) => nodes.get(name.key) ?? []);
  }

  #findCuts(): boolean {
    for (const node of this.#nodes.values()) {
      if (node.has(DNAME.code) || (node !== this.apex && node.has(NS.code))) return true;
    }
    return false;
  }
}

/** What a version of a zone is made of. */
interface ZoneContents {
  readonly nodes: NodeMap;
  readonly hashed: NodeMap;
  /** Those of `nodes` that may be in disorder. @default all */
  readonly changed?: Iterable<ZoneNode> | undefined;
}

function assertMember(origin: Name, recordClass: number, record: ResourceRecord): void {
  if (!record.name.isSubdomainOf(origin)) {
    throw new ZoneError(origin, [`${record.name.toString()} is not in it`]);
  }
  if (record.class !== recordClass) throw new ZoneError(origin, ["it has records of two classes"]);
}

function isHashed(record: ResourceRecord): boolean {
  return record.is(NSEC3) || (record.is(RRSIG) && record.data.typeCovered === NSEC3.code);
}

function mayCut(record: ResourceRecord): boolean {
  return record.is(NS) || record.is(DNAME);
}

function isPlain(record: ResourceRecord): boolean {
  return !isHashed(record);
}

function nodesOf(byName: ReadonlyMap<string, readonly ResourceRecord[]>): NodeMap {
  const nodes = new NodeMap();
  for (const [key, members] of byName) {
    const [first] = members;
    if (first !== undefined) nodes.set(key, ZoneNode.of(first.name, members));
  }
  return nodes;
}

function inOrder(nodes: NodeMap): readonly ZoneNode[] {
  return [...nodes.values()].sort((a, b) => a.name.compare(b.name));
}
