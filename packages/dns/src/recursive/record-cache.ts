import type { ReactorTime } from "@twist/core";
import { ByteLRU, type Sized } from "../cache/byte-lru.js";
import { CNAME } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "../zone/rrset.js";
import { isOfWildcard } from "./is-of-wildcard.js";
import { ownRecords } from "./own-records.js";
import type { ResolverLimits } from "./resolver-limits.js";
import { synthesizeAlias } from "./synthesize-alias.js";
import type { Denial, ZoneFinding } from "./zone-response.js";

/** What the objects of an entry and of each record take, about. */
const bytesPerEntry = 400;
const bytesPerRecord = 250;
/** The type under which it is kept that a name doesn't exist. No record has it. */
const noName = 0;

interface Entry extends Sized {
  /** The records; or else why there are none. */
  readonly content: RRSet | Denial;
  /** What belongs to records that were made of a wildcard. */
  readonly proofs: readonly RRSet[];
  readonly trust: number;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/**
 * Sets of records and denials, each by name and type, bounded in bytes. What is less to be trusted doesn't take the place of what is more, as long
 * as that holds (RFC 2181 §5.4.1).
 */
export class RecordCache {
  readonly #clock: ReactorTime;
  readonly #limits: ResolverLimits;
  readonly #entries: ByteLRU<Entry>;

  constructor(clock: ReactorTime, limits: ResolverLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#entries = new ByteLRU(limits.maxCacheBytes);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** About how much memory it takes. */
  get byteLength(): number {
    return this.#entries.byteLength;
  }

  /** Keeps a set, with what proves that a wildcard stood in for its name. @param trust One of `Trust`. */
  put(set: RRSet, trust: number, proofs: readonly RRSet[] = []): void {
    const content = ownRecords(set);
    const kept = ownSets(isOfWildcard(set) ? proofs : []);
    if (content === undefined || kept === undefined) return;
    const ttl = kept.reduce((lowest, proof) => Math.min(lowest, proof.ttl), Math.min(set.ttl, this.#limits.maxTTL));
    this.#put(keyOf(set.type, set.name), { content, proofs: kept, trust, ttl });
  }

  /** Keeps it that `name` has nothing of `type`, or doesn't exist where there is no `type`. */
  putDenial(name: Name, type: number | undefined, denial: Denial, trust: number): void {
    const ttl = Math.min(denial.ttl, this.#limits.maxNegativeTTL);
    const proofs = ownSets(denial.proofs);
    if (proofs === undefined) return;
    const content: Denial = { soa: denial.soa && ownRecords(denial.soa), proofs, ttl: denial.ttl };
    this.#put(keyOf(type ?? noName, name), { content, proofs: [], trust, ttl });
  }

  /** The set of that name and type, with the TTL that is left. Aliases aren't followed. */
  records(type: number, name: Name): RRSet | undefined {
    const entry = this.#find(keyOf(type, name));
    return entry === undefined || !isSet(entry.content) ? undefined : this.#aged(entry.content, entry);
  }

  /** What is known of a name: the same that a server of its zone would say. */
  lookUp(name: Name, type: number): ZoneFinding | undefined {
    const own = this.#find(keyOf(type, name));
    if (own !== undefined) return this.#finding(name, own, "nodata");
    if (type !== CNAME.code) {
      const alias = this.#find(keyOf(CNAME.code, name));
      const found = alias === undefined ? undefined : this.#finding(name, alias, "nodata");
      const [record] = found?.chain[0]?.records ?? [];
      if (found?.kind === "records" && record?.is(CNAME) === true) {
        return { ...found, kind: "alias", name: record.data.cname };
      }
    }
    return this.#fromAbove(name);
  }

  /** Forgets all that `lookUp` can say of that name and type. */
  forget(name: Name, type: number): void {
    this.#entries.delete(keyOf(type, name));
    this.#entries.delete(keyOf(CNAME.code, name));
    for (let above = name; ; above = above.parent) {
      this.#entries.delete(keyOf(noName, above));
      if (above.isRoot) return;
      if (above !== name) this.#entries.delete(keyOf(DNAME.code, above));
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  /** A name that doesn't exist has nothing below it (RFC 8020 §2); a DNAME stands for all below it (RFC 6672 §3.2). */
  #fromAbove(name: Name): ZoneFinding | undefined {
    for (let above = name; ; above = above.parent) {
      const denied = this.#find(keyOf(noName, above));
      if (denied !== undefined) return this.#finding(name, denied, "nxdomain");
      if (above.isRoot) return undefined;
      const redirection = above === name ? undefined : this.records(DNAME.code, above);
      if (redirection === undefined) continue;
      const alias = synthesizeAlias(redirection, name);
      return alias === undefined
        ? { kind: "too-long", chain: [redirection], proofs: [], name, hasAuthority: false }
        : { kind: "alias", chain: [redirection, alias.set], proofs: [], name: alias.target, hasAuthority: false };
    }
  }

  #finding(name: Name, entry: Entry, kind: "nodata" | "nxdomain"): ZoneFinding {
    const { content } = entry;
    if (isSet(content)) {
      const proofs = entry.proofs.map((proof) => this.#aged(proof, entry));
      return { kind: "records", chain: [this.#aged(content, entry)], proofs, name, hasAuthority: false };
    }
    const denial: Denial = {
      soa: content.soa && this.#aged(content.soa, entry),
      proofs: content.proofs.map((proof) => this.#aged(proof, entry)),
      ttl: Math.max(0, Math.ceil((entry.expiresAt - this.#clock.now()) / 1000)),
    };
    return { kind, chain: [], name, denial, hasAuthority: false };
  }

  #put(
    key: string,
    { content, proofs, trust, ttl }: Pick<Entry, "content" | "proofs" | "trust"> & { ttl: number },
  ): void {
    if (ttl <= 0) return;
    const old = this.#find(key);
    if (old !== undefined && old.trust > trust) return;
    const now = this.#clock.now();
    const sets = isSet(content)
      ? [content, ...proofs]
      : [...content.proofs, ...(content.soa === undefined ? [] : [content.soa])];
    const byteLength = sets.reduce((sum, set) => sum + sizeOf(set), bytesPerEntry + key.length * 2);
    this.#entries.set(key, { content, proofs, trust, storedAt: now, expiresAt: now + ttl * 1000, byteLength });
  }

  #find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAt > this.#clock.now()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  #aged(set: RRSet, { storedAt, expiresAt }: Entry): RRSet {
    const seconds = Math.floor((this.#clock.now() - storedAt) / 1000);
    const left = Math.min(set.ttl - seconds, Math.ceil((expiresAt - this.#clock.now()) / 1000));
    if (left === set.ttl) return set;
    const ttl = Math.max(0, left);
    return new RRSet(withTTL(set.records, ttl), withTTL(set.signatures, ttl));
  }
}

/** All of them over memory of their own; `undefined` where one can't be. */
function ownSets(sets: readonly RRSet[]): RRSet[] | undefined {
  const own = sets.flatMap((set) => ownRecords(set) ?? []);
  return own.length === sets.length ? own : undefined;
}

function isSet(content: Entry["content"]): content is RRSet {
  return content instanceof RRSet;
}

function withTTL<Data extends object>(records: readonly ResourceRecord<Data>[], ttl: number): ResourceRecord<Data>[] {
  return records.map((record) => record.with({ ttl }));
}

function sizeOf({ records, signatures }: RRSet): number {
  const all: readonly ResourceRecord[] = [...records, ...signatures];
  return all.reduce((sum, record) => sum + bytesPerRecord + record.name.byteLength + record.encodeRData().length, 0);
}

function keyOf(type: number, name: Name): string {
  return `${String(type)} ${name.key}`;
}
