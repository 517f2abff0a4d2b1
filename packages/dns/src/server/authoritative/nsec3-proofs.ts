import { hashOfOwner, nsec3Hash, type NSEC3Parameters } from "../../dnssec/nsec3-hash.js";
import { NSEC3 } from "../../records/nsec3.js";
import type { Name } from "../../wire/name.js";
import type { RRSet } from "../../zone/rrset.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneLookup } from "../../zone/zone-lookup.js";
import type { DenialProofs } from "./denial-proofs.js";
import { lastAtOrBefore } from "./last-at-or-before.js";

interface Link {
  readonly hash: Buffer;
  readonly set: RRSet;
}

/** Proofs by NSEC3, which is a chain of hashes of names (RFC 5155 §7.2). */
export class NSEC3Proofs implements DenialProofs {
  readonly #zone: Zone;
  readonly #parameters: NSEC3Parameters;
  /** In the order of hashes. */
  readonly #chain: readonly Link[];
  /** Of names that exist, as far as they were needed: what others ask for has no end. */
  readonly #hashes = new Map<string, Buffer>();

  /** @param parameters Those of the zone's NSEC3PARAM record: there may be another chain, on its way in or out. */
  constructor(zone: Zone, parameters: NSEC3Parameters) {
    this.#zone = zone;
    this.#parameters = parameters;
    this.#chain = zone.hashedNodes.flatMap((node): Link[] => {
      const set = node.get(NSEC3);
      const hash = hashOfOwner(node.name);
      const [record] = set?.records ?? [];
      if (set === undefined || hash === undefined || record === undefined) return [];
      const isOfChain = record.data.iterations === parameters.iterations && record.data.salt.equals(parameters.salt);
      return isOfChain ? [{ hash, set }] : [];
    });
  }

  forNoName(name: Name, { closestEncloser }: ZoneLookup): RRSet[] {
    const encloser = this.#provable(closestEncloser.name);
    return [...this.#encloserProof(name, encloser), ...this.#covering(encloser.wildcard)];
  }

  forNoData(name: Name, { node, isWildcard, closestEncloser }: ZoneLookup): RRSet[] {
    if (!isWildcard) return this.#existence(node.name);
    return [...this.#encloserProof(name, this.#provable(closestEncloser.name)), ...this.#existence(node.name)];
  }

  /** RFC 5155 §7.2.6: the signature's label count tells the closest encloser. */
  forWildcard(name: Name, { closestEncloser }: ZoneLookup): RRSet[] {
    return this.#covering(nextCloser(name, closestEncloser.name));
  }

  forInsecureDelegation({ node }: ZoneLookup): RRSet[] {
    return this.#existence(node.name);
  }

  /** The record of a name; where it has none, being left out by opt-out, the proof of that (RFC 5155 §7.2.4, §7.2.7). */
  #existence(name: Name): RRSet[] {
    const own = this.#matching(name);
    return own === undefined ? this.#encloserProof(name, this.#provable(name)) : [own];
  }

  /** The nearest name at or above this one that has a record: empty names above delegations that are left out have none themselves. */
  #provable(name: Name): Name {
    let encloser = name;
    while (this.#matching(encloser) === undefined && !encloser.equals(this.#zone.origin)) encloser = encloser.parent;
    return encloser;
  }

  /** That `encloser` exists and the name below it, on the way to `name`, doesn't (RFC 5155 §7.2.1). */
  #encloserProof(name: Name, encloser: Name): RRSet[] {
    const own = this.#matching(encloser);
    // A chain that lacks even the top's record proves nothing.
    return own === undefined ? [] : [own, ...this.#covering(nextCloser(name, encloser))];
  }

  #matching(name: Name): RRSet | undefined {
    const hash = this.#hash(name);
    const link = this.#lastAtOrBefore(hash);
    return link?.hash.equals(hash) === true ? link.set : undefined;
  }

  #covering(name: Name): RRSet[] {
    // The last one goes on at the first.
    const link = this.#lastAtOrBefore(this.#hash(name)) ?? this.#chain.at(-1);
    return link === undefined ? [] : [link.set];
  }

  #lastAtOrBefore(hash: Buffer): Link | undefined {
    return lastAtOrBefore(this.#chain, (link) => link.hash.compare(hash));
  }

  #hash(name: Name): Buffer {
    const known = this.#hashes.get(name.key);
    if (known !== undefined) return known;
    const hash = nsec3Hash(name, this.#parameters);
    if (this.#zone.nodeByKey(name.key) !== undefined) this.#hashes.set(name.key, hash);
    return hash;
  }
}

/** The name one label longer than `encloser` on the way to `name` (RFC 5155 §1.3). */
function nextCloser(name: Name, encloser: Name): Name {
  return name.suffix(encloser.labelCount + 1);
}
