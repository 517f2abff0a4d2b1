import { CNAME } from "../../records/cname.js";
import { DNAME } from "../../records/dname.js";
import { DS } from "../../records/ds.js";
import { SOA } from "../../records/soa.js";
import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { Message } from "../../wire/message.js";
import type { Name } from "../../wire/name.js";
import type { Question } from "../../wire/question.js";
import { QueryType } from "../../wire/query-type.js";
import { Rcode } from "../../wire/rcode.js";
import type { ResourceRecord } from "../../wire/resource-record.js";
import type { RRSet } from "../../zone/rrset.js";
import { BogusError } from "./bogus-error.js";
import type { ChainOfTrust } from "./chain-of-trust.js";
import { collectEvidence, isProof } from "./collect-evidence.js";
import type { DenialEvidence, Proof } from "./denial-evidence.js";
import { SectionSets } from "./section-sets.js";
import { type Verification, type VerifiedSet, verifySet } from "./verify-rrset.js";
import type { Validation } from "./validation.js";
import type { InsecureZone, SecureZone, ZoneSecurity } from "./zone-security.js";

/** Zones that a set's signatures may claim to be of, of which each is looked at. */
const maxSigners = 3;
const insecure: InsecureZone = { kind: "insecure", ttl: 0, errors: [] };

/** The validation of one response: follows its aliases from the question to the answer or denial, and checks each step. */
export class ResponseValidation {
  readonly #response: Message;
  readonly #question: Question;
  readonly #chain: ChainOfTrust;
  readonly #answers: SectionSets;
  readonly #authorities: SectionSets;
  /** Sets of the answer section that nothing has led to yet. */
  readonly #unseen: Set<RRSet>;
  /** By zone. */
  readonly #evidence = new Map<string, DenialEvidence | InsecureZone>();
  #ttl = Infinity;

  /** Throws a `DNSDecodeError` for records that can't be read. */
  constructor(response: Message, question: Question, chain: ChainOfTrust) {
    this.#response = response;
    this.#question = question;
    this.#chain = chain;
    this.#answers = new SectionSets(response.answer, question.class);
    this.#authorities = new SectionSets(response.authority, question.class);
    this.#unseen = new Set(this.#answers);
  }

  /** @throws {BogusError} for a bogus response. */
  async run(): Promise<Validation> {
    const parts: ZoneSecurity[] = [];
    const { type } = this.#question;
    let { name } = this.#question;
    for (let aliases = 0; ; aliases += 1) {
      if (aliases > this.#chain.budget.limits.maxAliases)
        throw new BogusError("too many aliases", ExtendedErrorCode.OTHER);
      const next = await this.#step(name, type, parts);
      if (next === undefined) break;
      name = next;
    }
    const isStranger = (record: ResourceRecord): boolean => record.class !== this.#question.class;
    if (this.#unseen.size > 0 || this.#response.answer.some(isStranger)) {
      throw new BogusError("the answer has records that nobody asked for", ExtendedErrorCode.INVALID_DATA);
    }
    return this.#verdict(parts);
  }

  /** Checks what the response says of `name`. @returns where an alias leads. */
  async #step(name: Name, type: number, parts: ZoneSecurity[]): Promise<Name | undefined> {
    const redirection = this.#redirectionAbove(name);
    if (redirection !== undefined) {
      parts.push(await this.#checkSet(redirection));
      return this.#redirect(name, redirection);
    }
    const found = this.#setsOf(name, type);
    for (const set of found) parts.push(await this.#checkSet(set));
    if (found.length > 0) return undefined;
    const alias = this.#answers.get(name, CNAME);
    if (alias === undefined) {
      parts.push(await this.#checkDenial(name, type));
      return undefined;
    }
    parts.push(await this.#checkSet(alias));
    if (alias.records.length > 1) throw new BogusError(`${name.toString()} is an alias of two names`);
    return alias.records[0]?.data.cname;
  }

  #setsOf(name: Name, type: number): RRSet[] {
    if (type === QueryType.ANY) return [...this.#answers].filter((set) => set.name.equals(name));
    const set = this.#answers.get(name, { code: type });
    return set === undefined ? [] : [set];
  }

  #redirectionAbove(name: Name): RRSet<{ target: Name }> | undefined {
    for (let above = name; !above.isRoot;) {
      above = above.parent;
      const set = this.#answers.get(above, DNAME);
      if (set !== undefined) return set;
    }
    return undefined;
  }

  /** Where a DNAME leads; the CNAME beside it isn't signed, and has to say the same (RFC 6672 §5.3.1). */
  #redirect(name: Name, set: RRSet<{ target: Name }>): Name | undefined {
    const [record] = set.records;
    const target = record === undefined ? undefined : name.replaceSuffix(set.name, record.data.target);
    const alias = this.#answers.get(name, CNAME);
    if (alias !== undefined) {
      this.#unseen.delete(alias);
      const isSame = target !== undefined && alias.records.every(({ data }) => data.cname.equals(target));
      if (!isSame) throw new BogusError(`the alias of ${name.toString()} isn't what its DNAME says`);
    }
    const isTooLong = this.#response.rcode === Rcode.YXDOMAIN;
    if ((target === undefined) !== isTooLong) throw new BogusError("a DNAME doesn't lead where the response says");
    return target;
  }

  /** Checks one set of the answer section, and that the wildcard, if it is made of one, may stand in. */
  async #checkSet(set: RRSet): Promise<ZoneSecurity> {
    this.#unseen.delete(set);
    const found = await this.#verify(set);
    if ("kind" in found) return found;
    const { verified, zone } = found;
    if (!verified.isExpanded) return zone;
    const evidence = this.#evidenceOf(zone);
    if ("kind" in evidence) return evidence;
    return this.#proven(evidence, evidence.provesWildcard(set.name, verified.labels), zone);
  }

  /** The set with the zone whose signature of it is good; or why it needs none. */
  async #verify(set: RRSet): Promise<{ verified: VerifiedSet; zone: SecureZone } | ZoneSecurity> {
    let error: BogusError | undefined;
    for (const signer of this.#signersOf([set], ownerSide(set.name, set.type))) {
      try {
        const zone = await this.#chain.zoneAt(signer);
        if (zone.kind !== "secure") return zone;
        const verified = verifySet(set, this.#verification(zone));
        this.#limitTTL(verified.ttl);
        return { verified, zone };
      } catch (reason) {
        if (!(reason instanceof BogusError)) throw reason;
        error ??= reason;
      }
    }
    if (error !== undefined) throw error;
    return this.#chain.findUnsigned(ownerSide(set.name, set.type));
  }

  /** Checks that `name` doesn't exist, or has nothing of the type. */
  async #checkDenial(name: Name, type: number): Promise<ZoneSecurity> {
    const [signer] = this.#signersOf([...this.#authorities].filter(isProof), ownerSide(name, type));
    const zone = await (signer === undefined ? this.#unprovenAt(name, type) : this.#chain.zoneAt(signer));
    if (zone.kind !== "secure") return zone;
    const evidence = this.#evidenceOf(zone);
    if ("kind" in evidence) return evidence;
    const isNoName = this.#response.rcode === Rcode.NXDOMAIN;
    const proof = isNoName ? evidence.provesNoName(name) : evidence.provesNoType(name, type);
    // They may be there for an alias that led here: to a zone below theirs, which needn't be signed.
    if (proof === "unproven") return this.#unprovenAt(name, type);
    const security = this.#proven(evidence, proof, zone);
    const soa = this.#authorities.get(zone.name, SOA);
    if (soa !== undefined) this.#limitTTL(verifySet(soa, this.#verification(zone)).ttl);
    return security;
  }

  async #unprovenAt(name: Name, type: number): Promise<ZoneSecurity> {
    try {
      return await this.#chain.findUnsigned(ownerSide(name, type));
    } catch (error) {
      if (!(error instanceof BogusError && error.infoCode === ExtendedErrorCode.RRSIGS_MISSING)) throw error;
      throw new BogusError(
        `nothing proves that ${name.toString()} has no such records`,
        ExtendedErrorCode.NSEC_MISSING,
      );
    }
  }

  #proven({ ttl }: DenialEvidence, proof: Proof, zone: SecureZone): ZoneSecurity {
    if (proof === "unproven") {
      throw new BogusError(`${zone.name.toString()} doesn't prove what isn't there`, ExtendedErrorCode.NSEC_MISSING);
    }
    this.#limitTTL(ttl);
    return proof === "proven" ? zone : insecure;
  }

  /** The zones that signatures claim to be of and that may have a say in `name`, the nearest first. */
  #signersOf(sets: readonly RRSet[], name: Name): Name[] {
    const signers = new Map<string, Name>();
    for (const { signatures } of sets) {
      for (const { data } of signatures) {
        if (this.#chain.mayHold(data.signersName, name)) signers.set(data.signersName.key, data.signersName);
      }
    }
    return [...signers.values()].sort((a, b) => b.labelCount - a.labelCount).slice(0, maxSigners);
  }

  #evidenceOf(zone: SecureZone): DenialEvidence | InsecureZone {
    let evidence = this.#evidence.get(zone.name.key);
    if (evidence === undefined) {
      evidence = collectEvidence(this.#authorities, this.#verification(zone));
      this.#evidence.set(zone.name.key, evidence);
    }
    return evidence;
  }

  #verification(zone: SecureZone): Verification {
    return { zone, nowMs: this.#chain.nowMs, budget: this.#chain.budget };
  }

  #limitTTL(ttl: number): void {
    this.#ttl = Math.min(this.#ttl, ttl);
  }

  /** The whole is as secure as its least secure part. */
  #verdict(parts: readonly ZoneSecurity[]): Validation {
    if (parts.some(({ kind }) => kind === "indeterminate")) return { status: "indeterminate", errors: [] };
    const unsigned = parts.filter((part): part is InsecureZone => part.kind === "insecure");
    if (unsigned.length > 0) return { status: "insecure", errors: unsigned.flatMap(({ errors }) => errors) };
    return { status: "secure", errors: [], ttl: this.#ttl };
  }
}

/** Where to look for the zone of a name: above it for DS, which is the parent's (RFC 4035 §2.4). */
function ownerSide(name: Name, type: number): Name {
  return type === DS.code ? name.parent : name;
}
