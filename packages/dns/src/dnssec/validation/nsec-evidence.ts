import { DS } from "../../records/ds.js";
import type { NSECData } from "../../records/nsec.js";
import type { Name } from "../../wire/name.js";
import {
  delegationIn,
  type DelegationProof,
  type DenialEvidence,
  deniesType,
  endsZone,
  type Proof,
  type TypeList,
} from "./denial-evidence.js";
import type { VerifiedSet } from "./verify-rrset.js";

/** The type that stands at a name which doesn't exist, where denials are made for each question (RFC 9824 §3.2). */
const nxname = 128;

/** One NSEC record: nothing is between `owner` and `next`. */
interface Span {
  readonly owner: Name;
  readonly next: Name;
  readonly types: TypeList;
}

/** What NSEC records prove (RFC 4035 §5.4, RFC 6840 §4). */
export class NSECEvidence implements DenialEvidence {
  readonly ttl: number;
  readonly #spans: readonly Span[];

  /** @param sets Verified, of the zone `origin`. One that was made of a wildcard proves nothing. */
  constructor(origin: Name, sets: readonly VerifiedSet<NSECData>[]) {
    const own = sets.filter(({ isExpanded }) => !isExpanded);
    this.ttl = Math.min(...own.map(({ ttl }) => ttl));
    this.#spans = own
      .flatMap(({ set }) =>
        set.records.map(({ name, data }) => ({ owner: name, next: data.nextDomainName, types: data.types })),
      )
      .filter(({ next }) => next.isSubdomainOf(origin));
  }

  provesNoName(name: Name): Proof {
    if (this.#typesAt(name)?.includes(nxname) === true) return "proven";
    const span = this.#covering(name);
    if (span === undefined || isAbove(span, name)) return "unproven";
    const wildcard = closestEncloser(span, name).wildcard;
    const other = this.#covering(wildcard);
    return other !== undefined && !isAbove(other, wildcard) ? "proven" : "unproven";
  }

  provesNoType(name: Name, type: number): Proof {
    const types = this.#typesAt(name);
    if (types !== undefined) return deniesType(types, name, type) ? "proven" : "unproven";
    const span = this.#covering(name);
    if (span === undefined) return "unproven";
    // An empty non-terminal: it exists because the next name is below it.
    if (isAbove(span, name)) return "proven";
    const wildcard = this.#typesAt(closestEncloser(span, name).wildcard);
    return wildcard !== undefined && deniesType(wildcard, name, type) ? "proven" : "unproven";
  }

  provesWildcard(name: Name, labels: number): Proof {
    const nextCloser = name.suffix(labels + 1);
    const span = this.#covering(name);
    if (span === undefined) return "unproven";
    // A name at or below the next closer one would be a closer encloser than the wildcard's parent.
    return span.owner.isSubdomainOf(nextCloser) || span.next.isSubdomainOf(nextCloser) ? "unproven" : "proven";
  }

  delegationAt(name: Name): DelegationProof {
    const types = this.#typesAt(name);
    if (types !== undefined) return delegationIn(types);
    if (this.provesNoName(name) === "proven") return "nothing";
    return this.provesNoType(name, DS.code) === "proven" ? "inside" : "unproven";
  }

  #typesAt(name: Name): TypeList | undefined {
    return this.#spans.find(({ owner }) => owner.equals(name))?.types;
  }

  #covering(name: Name): Span | undefined {
    return this.#spans.find((span) => covers(span, name));
  }
}

/** Whether `name` is behind the owner and before the next name, or behind the last one of the zone, whose next one is the first. */
function covers({ owner, next, types }: Span, name: Name): boolean {
  if (owner.compare(name) >= 0) return false;
  if (endsZone(types) && name.isSubdomainOf(owner)) return false;
  return name.compare(next) < 0 || next.compare(owner) <= 0;
}

/** Whether the span shows that `name` exists, though it has no record: the next name is below it. */
function isAbove({ next }: Span, name: Name): boolean {
  return next.isSubdomainOf(name);
}

/** The longest existing name above one that a span covers: both of its ends exist, and so does what is above them. */
function closestEncloser({ owner, next }: Span, name: Name): Name {
  const a = name.commonAncestor(owner);
  const b = name.commonAncestor(next);
  return a.labelCount > b.labelCount ? a : b;
}
