import { A } from "../../records/a.js";
import { AAAA } from "../../records/aaaa.js";
import { CNAME } from "../../records/cname.js";
import { DNAME } from "../../records/dname.js";
import { DS } from "../../records/ds.js";
import { RRSIG } from "../../records/rrsig.js";
import type { Message } from "../../wire/message.js";
import type { Name } from "../../wire/name.js";
import type { Question } from "../../wire/question.js";
import { QueryType } from "../../wire/query-type.js";
import { Rcode } from "../../wire/rcode.js";
import { ResourceRecord } from "../../wire/resource-record.js";
import type { RRSet } from "../../zone/rrset.js";
import type { Zone } from "../../zone/zone.js";
import { lookUp, type ZoneLookup } from "../../zone/zone-lookup.js";
import type { ZoneTable } from "../../zone/zone-table.js";
import { negativeSOA } from "./negative-soa.js";
import { proofsOfZone } from "./proofs-of-zone.js";
import { targetsOf } from "./targets.js";

/** Aliases that are followed for one query: more than any honest zone has in a row. */
const maxAliases = 16;

/** Builds the answer to one query from zones (RFC 1034 §4.3.2, RFC 2308, RFC 4035 §3.1, RFC 6672, RFC 8482, RFC 9471). */
export class ZoneAnswer {
  readonly #zones: ZoneTable;
  readonly #reply: Message;
  /** Whether DNSSEC records are wanted. */
  readonly #dnssec: boolean;
  /** What proves that something isn't there; each set goes out once. */
  #proofs: Set<RRSet> | undefined;
  #aliases = 0;
  #wildcard: Name | undefined;

  constructor(zones: ZoneTable, query: Message) {
    this.#zones = zones;
    this.#reply = query.reply();
    this.#dnssec = query.edns?.dnssecOk === true;
  }

  /** The first wildcard that stood in for a name. */
  get wildcard(): Name | undefined {
    return this.#wildcard;
  }

  /** The reply. `zone` is the one that the question's name belongs to. */
  answer(zone: Zone, question: Question): Message {
    this.#reply.aa = true;
    this.#look(zone, question.name, question.type);
    if (this.#proofs !== undefined) {
      for (const set of this.#proofs) this.#add(this.#reply.authority, set, undefined);
    }
    return this.#reply;
  }

  #look(zone: Zone, name: Name, type: number): void {
    const found = lookUp(zone, name, type);
    if (found.isWildcard) this.#wildcard ??= found.node.name;
    switch (found.kind) {
      case "records":
        this.#addRecords(found, name);
        this.#proveWildcard(zone, name, found);
        break;
      case "alias":
        this.#proveWildcard(zone, name, found);
        this.#addAlias(found, name, type);
        break;
      case "redirection":
        this.#addRedirection(found, name, type);
        break;
      case "delegation":
        this.#addReferral(zone, found);
        break;
      case "no-data":
        if (type === RRSIG.code && this.#addSignatures(found, name)) break;
        this.#addDenial(zone);
        if (this.#dnssec) this.#prove(proofsOfZone(zone)?.forNoData(name, found));
        break;
      case "no-name":
        this.#reply.rcode = Rcode.NXDOMAIN;
        this.#addDenial(zone);
        if (this.#dnssec) this.#prove(proofsOfZone(zone)?.forNoName(name, found));
        break;
    }
  }

  #addRecords({ set, node, isWildcard }: ZoneLookup, name: Name): void {
    // For ANY a part of what there is will do (RFC 8482 §4.1): the first set.
    const given = set ?? node.firstSet;
    if (given === undefined) return;
    this.#add(this.#reply.answer, given, isWildcard ? name : undefined);
    this.#addAddresses(given);
  }

  #addAlias({ set, isWildcard }: ZoneLookup, name: Name, type: number): void {
    if (set === undefined) return;
    this.#add(this.#reply.answer, set, isWildcard ? name : undefined);
    const [record] = set.records;
    if (record?.is(CNAME) === true) this.#follow(record.data.cname, type);
  }

  /** A DNAME, and the CNAME that it means for this name (RFC 6672 §3.1). */
  #addRedirection({ set }: ZoneLookup, name: Name, type: number): void {
    const [record] = set?.records ?? [];
    if (set === undefined || record?.is(DNAME) !== true) return;
    this.#add(this.#reply.answer, set, undefined);
    const target = name.replaceSuffix(record.name, record.data.target);
    if (target === undefined) {
      this.#reply.rcode = Rcode.YXDOMAIN;
      return;
    }
    this.#reply.answer.push(
      new ResourceRecord({ name, type: CNAME, class: record.class, ttl: set.ttl, data: { cname: target } }),
    );
    if (type !== CNAME.code) this.#follow(target, type);
  }

  /** The target of an alias, where one of our zones has it; otherwise the client asks on. */
  #follow(target: Name, type: number): void {
    if (type === QueryType.ANY) return;
    this.#aliases += 1;
    const zone = this.#zones.find(target);
    if (zone === undefined || this.#aliases > maxAliases) return;
    const isLoop = this.#reply.answer.some((record) => record.name.equals(target) && record.type === CNAME.code);
    if (!isLoop) this.#look(zone, target, type);
  }

  /** Where the zone goes on, with the addresses that are needed to get there (RFC 9471). */
  #addReferral(zone: Zone, found: ZoneLookup): void {
    const { set, node } = found;
    if (set === undefined) return;
    const reply = this.#reply;
    // What was found on the way is ours; the referral is not.
    if (reply.answer.length === 0) reply.aa = false;
    this.#add(reply.authority, set, undefined);
    if (this.#dnssec) {
      const ds = node.get(DS);
      if (ds === undefined) this.#prove(proofsOfZone(zone)?.forInsecureDelegation(found));
      else this.#add(reply.authority, ds, undefined);
    }
    for (const target of targetsOf(set)) {
      if (!target.isSubdomainOf(zone.origin)) continue;
      const glue = zone.node(target);
      for (const addresses of [glue?.get(A), glue?.get(AAAA)]) {
        if (addresses !== undefined) reply.additional.push(...addresses.records);
      }
    }
  }

  /** The SOA, whose TTL says how long the "no" may be kept (RFC 2308 §3). */
  #addDenial(zone: Zone): void {
    this.#add(this.#reply.authority, negativeSOA(zone), undefined);
  }

  /** Signatures are no set of their own; for who asks for them, those of one set are enough, as for ANY. */
  #addSignatures({ node, isWildcard }: ZoneLookup, name: Name): boolean {
    for (const { signatures } of node.sets) {
      if (signatures.length === 0) continue;
      for (const record of signatures) this.#reply.answer.push(isWildcard ? record.with({ name }) : record);
      return true;
    }
    return false;
  }

  /** That no closer name exists than the wildcard that stood in (RFC 4035 §3.1.3.3). */
  #proveWildcard(zone: Zone, name: Name, found: ZoneLookup): void {
    if (this.#dnssec && found.isWildcard) this.#prove(proofsOfZone(zone)?.forWildcard(name, found));
  }

  #prove(sets: readonly RRSet[] = []): void {
    if (sets.length === 0) return;
    const proofs = (this.#proofs ??= new Set());
    for (const set of sets) proofs.add(set);
  }

  /** Addresses of the hosts that `set` names, as far as our zones have them: the client would ask for them next. */
  #addAddresses(set: RRSet): void {
    const { additional } = this.#reply;
    for (const target of targetsOf(set)) {
      const zone = this.#zones.find(target);
      if (zone === undefined) continue;
      for (const type of [A.code, AAAA.code]) {
        const found = lookUp(zone, target, type);
        if (found.kind === "records" && found.set !== undefined) {
          this.#add(additional, found.set, found.isWildcard ? target : undefined);
        }
      }
    }
  }

  /** Adds the records of `set`, with its signatures where they are wanted; under another name where a wildcard stands in. */
  #add(section: ResourceRecord[], set: RRSet, name: Name | undefined): void {
    for (const record of set.records) section.push(name === undefined ? record : record.with({ name }));
    if (!this.#dnssec) return;
    for (const record of set.signatures) {
      section.push(name === undefined ? record : record.with({ name }));
    }
  }
}
