import { NSEC } from "../../records/nsec.js";
import type { Name } from "../../wire/name.js";
import type { RRSet } from "../../zone/rrset.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneLookup } from "../../zone/zone-lookup.js";
import type { DenialProofs } from "./denial-proofs.js";
import { lastAtOrBefore } from "./last-at-or-before.js";

/** Proofs by NSEC: each record says which name comes next, so that there is none between (RFC 4035 §3.1.3). */
export class NSECProofs implements DenialProofs {
  /** In canonical order; the apex is the first. */
  readonly #chain: readonly RRSet[];

  constructor(zone: Zone) {
    this.#chain = zone.nodes.flatMap((node) => node.get(NSEC) ?? []);
  }

  forNoName(name: Name, { closestEncloser }: ZoneLookup): RRSet[] {
    return [...this.#atOrBefore(name), ...this.#atOrBefore(closestEncloser.name.wildcard)];
  }

  forNoData(name: Name, { node, isWildcard }: ZoneLookup): RRSet[] {
    // The record before an empty non-terminal has a name below it as its next one, which proves that it is there and empty.
    return isWildcard ? [...this.#atOrBefore(node.name), ...this.#atOrBefore(name)] : this.#atOrBefore(node.name);
  }

  forWildcard(name: Name): RRSet[] {
    return this.#atOrBefore(name);
  }

  forInsecureDelegation({ node }: ZoneLookup): RRSet[] {
    return this.#atOrBefore(node.name);
  }

  #atOrBefore(name: Name): RRSet[] {
    const set = lastAtOrBefore(this.#chain, (one) => one.name.compare(name));
    return set === undefined ? [] : [set];
  }
}
