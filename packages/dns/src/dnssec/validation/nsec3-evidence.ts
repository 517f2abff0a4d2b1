import { DS } from "../../records/ds.js";
import type { NSEC3Data } from "../../records/nsec3.js";
import type { Name } from "../../wire/name.js";
import { hashOfOwner, nsec3Hash, nsec3HashBytes, nsec3OptOut, nsec3SHA1 } from "../nsec3-hash.js";
import {
  delegationIn,
  type DelegationProof,
  type DenialEvidence,
  deniesType,
  endsZone,
  type Proof,
  type TypeList,
} from "./denial-evidence.js";
import type { ValidationBudget } from "./validation-budget.js";
import type { VerifiedSet } from "./verify-rrset.js";

/** One NSEC3 record: nothing has a hash between `hash` and `next`, but for what is left out with opt-out. */
interface Span {
  readonly hash: Buffer;
  readonly next: Buffer;
  readonly types: TypeList;
  readonly isOptOut: boolean;
}

interface EncloserProof {
  readonly encloser: Name;
  /** The span that the next closer name is in. */
  readonly span: Span;
}

/** What NSEC3 records prove (RFC 5155 §8). */
export class NSEC3Evidence implements DenialEvidence {
  readonly ttl: number;
  /** Of all its records. */
  readonly iterations: number;
  readonly #origin: Name;
  readonly #budget: ValidationBudget;
  readonly #salt: Buffer;
  readonly #spans: readonly Span[];
  readonly #hashes = new Map<string, Buffer>();

  /**
   * @param sets Verified, of the zone `origin`. Records with other parameters than the first's, with flags or hashes that aren't known, or with
   *   names that are no hashes in this zone don't count (RFC 5155 §8.1, §8.2).
   */
  constructor(origin: Name, sets: readonly VerifiedSet<NSEC3Data>[], budget: ValidationBudget) {
    const usable = sets.filter(({ set, isExpanded }) => !isExpanded && set.records.every(({ data }) => isKnown(data)));
    const first = usable[0]?.set.records[0]?.data;
    this.#origin = origin;
    this.#budget = budget;
    this.#salt = first?.salt ?? Buffer.alloc(0);
    this.iterations = first?.iterations ?? 0;
    this.ttl = Math.min(...usable.map(({ ttl }) => ttl));
    this.#spans = usable.flatMap(({ set }) => set.records.flatMap(({ name, data }) => this.#spanOf(name, data)));
  }

  provesNoName(name: Name): Proof {
    const proof = this.#encloserProof(name);
    if (proof === undefined || this.#covering(proof.encloser.wildcard) === undefined) return "unproven";
    return proof.span.isOptOut ? "opt-out" : "proven";
  }

  provesNoType(name: Name, type: number): Proof {
    const own = this.#matching(name);
    if (own !== undefined) return deniesType(own.types, name, type) ? "proven" : "unproven";
    const proof = this.#encloserProof(name);
    if (proof === undefined) return "unproven";
    const wildcard = this.#matching(proof.encloser.wildcard);
    if (wildcard !== undefined && !deniesType(wildcard.types, name, type)) return "unproven";
    if (proof.span.isOptOut) return "opt-out";
    return wildcard === undefined ? "unproven" : "proven";
  }

  provesWildcard(name: Name, labels: number): Proof {
    const span = this.#covering(name.suffix(labels + 1));
    if (span === undefined) return "unproven";
    return span.isOptOut ? "opt-out" : "proven";
  }

  delegationAt(name: Name): DelegationProof {
    const own = this.#matching(name);
    if (own !== undefined) return delegationIn(own.types);
    const proof = this.#encloserProof(name);
    if (proof === undefined) return "unproven";
    if (proof.span.isOptOut) return "insecure";
    if (this.#covering(proof.encloser.wildcard) !== undefined) return "nothing";
    return this.provesNoType(name, DS.code) === "proven" ? "inside" : "unproven";
  }

  /** RFC 5155 §8.3: the longest name above `name` that has a record, with the name below it, on the way to `name`, covered. */
  #encloserProof(name: Name): EncloserProof | undefined {
    for (
      let nextCloser = name;
      !nextCloser.equals(this.#origin) && !nextCloser.isRoot;
      nextCloser = nextCloser.parent
    ) {
      const encloser = nextCloser.parent;
      const match = this.#matching(encloser);
      if (match === undefined) continue;
      const span = this.#covering(nextCloser);
      return span === undefined || endsZone(match.types) ? undefined : { encloser, span };
    }
    return undefined;
  }

  #matching(name: Name): Span | undefined {
    const hash = this.#hash(name);
    return this.#spans.find((span) => span.hash.equals(hash));
  }

  #covering(name: Name): Span | undefined {
    const hash = this.#hash(name);
    return this.#spans.find((span) => covers(span, hash));
  }

  #hash(name: Name): Buffer {
    let hash = this.#hashes.get(name.key);
    if (hash === undefined) {
      this.#budget.spendHash();
      hash = nsec3Hash(name, { iterations: this.iterations, salt: this.#salt });
      this.#hashes.set(name.key, hash);
    }
    return hash;
  }

  #spanOf(owner: Name, data: NSEC3Data): Span[] {
    const hash = hashOfOwner(owner);
    if (hash === undefined || !owner.parent.equals(this.#origin)) return [];
    if (data.iterations !== this.iterations || !data.salt.equals(this.#salt)) return [];
    const isOptOut = (data.flags & nsec3OptOut) !== 0;
    return [{ hash, next: data.nextHashedOwnerName, types: data.types, isOptOut }];
  }
}

function isKnown({ hashAlgorithm, flags, nextHashedOwnerName }: NSEC3Data): boolean {
  return hashAlgorithm === nsec3SHA1 && (flags & ~nsec3OptOut) === 0 && nextHashedOwnerName.length === nsec3HashBytes;
}

/** Whether `hash` is between the two of the span; the last one's next is the first. */
function covers(span: Span, hash: Buffer): boolean {
  const isBehind = span.hash.compare(hash) < 0;
  const isBefore = hash.compare(span.next) < 0;
  return span.hash.compare(span.next) < 0 ? isBehind && isBefore : isBehind || isBefore;
}
