import { CNAME } from "../../records/cname.js";
import { DNSKEY } from "../../records/dnskey.js";
import { DS, type DSData } from "../../records/ds.js";
import { ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import type { Message } from "../../wire/message.js";
import type { Name } from "../../wire/name.js";
import { Question } from "../../wire/question.js";
import { Rcode } from "../../wire/rcode.js";
import type { RRSet } from "../../zone/rrset.js";
import { BogusError } from "./bogus-error.js";
import { collectEvidence } from "./collect-evidence.js";
import { SectionSets } from "./section-sets.js";
import type { TrustAnchors } from "./trust-anchors.js";
import type { FetchRecords } from "./validation.js";
import type { ValidationBudget } from "./validation-budget.js";
import { verifySet } from "./verify-rrset.js";
import type { ZoneCache } from "./zone-cache.js";
import { checkZoneKeys, supportedDigests } from "./zone-keys.js";
import type { InsecureZone, SecureZone, ZoneSecurity } from "./zone-security.js";

/** What a `ChainOfTrust` is made of. */
export interface ChainOfTrustOptions {
  readonly anchors: TrustAnchors;
  readonly cache: ZoneCache;
  readonly budget: ValidationBudget;
  readonly fetch: FetchRecords;
  /** Milliseconds since 1970; the same for all of one validation. */
  readonly nowMs: number;
  /** The class of all names. */
  readonly class: number;
}

/**
 * Finds out what zones are to be believed, for one validation. Upwards from a zone, which is quick, where a signature says which zone that is; downwards
 * from a trust anchor, name by name, to prove that somewhere on the way the chain of signatures rightly ends. Only what is proven makes
 * anything insecure: all else throws a `BogusError`.
 */
export class ChainOfTrust {
  readonly nowMs: number;
  readonly budget: ValidationBudget;
  readonly #anchors: TrustAnchors;
  readonly #cache: ZoneCache;
  readonly #fetch: FetchRecords;
  readonly #class: number;
  /** What was found out in this validation: also what mustn't be kept, having no TTL. */
  readonly #known = new Map<string, SecureZone | InsecureZone>();
  /** Nobody gets two answers to one question in one validation: that might go on forever. */
  readonly #fetched = new Map<string, Promise<Message>>();

  constructor(options: ChainOfTrustOptions) {
    this.nowMs = options.nowMs;
    this.budget = options.budget;
    this.#anchors = options.anchors;
    this.#cache = options.cache;
    this.#fetch = options.fetch;
    this.#class = options.class;
  }

  /**
   * What the zone `zone` is, or what it is part of where that is insecure.
   *
   * @throws {BogusError} where it is no zone, or its keys aren't those that they should be.
   */
  async zoneAt(zone: Name): Promise<ZoneSecurity> {
    const anchor = this.#anchors.closest(zone);
    if (anchor === undefined) return { kind: "indeterminate" };
    if (anchor.digests.length === 0) return { kind: "insecure", ttl: Infinity, errors: [] };
    const known = this.#recall(zone);
    if (known !== undefined) return known;
    if (anchor.zone.equals(zone)) return this.#checkKeys(zone, anchor.digests, Infinity);
    return this.#fromParent(zone, anchor.zone);
  }

  /** Whether `zone` may be the one that `name` is in: at or above it, and not above its trust anchor, where nothing is known of it. */
  mayHold(zone: Name, name: Name): boolean {
    const anchor = this.#anchors.closest(name);
    return anchor !== undefined && name.isSubdomainOf(zone) && zone.isSubdomainOf(anchor.zone);
  }

  /**
   * Proves that what is at `name` needn't be signed, or fails.
   *
   * @throws {BogusError} where it should be signed.
   */
  async findUnsigned(name: Name): Promise<ZoneSecurity> {
    const anchor = this.#anchors.closest(name);
    let current = await this.#closestKnown(name, anchor?.zone ?? name);
    for (let labels = labelsOf(current) + 1; current.kind === "secure" && labels <= name.labelCount; labels += 1) {
      current = await this.#below(current, name.suffix(labels));
    }
    if (current.kind !== "secure") return current;
    throw new BogusError(`${name.toString()} isn't signed, and should be`, ExtendedErrorCode.RRSIGS_MISSING);
  }

  /** Where to begin looking downwards: at the trust anchor, or a zone on the way that is known. */
  async #closestKnown(name: Name, anchor: Name): Promise<ZoneSecurity> {
    for (let zone = name; zone.labelCount > anchor.labelCount; zone = zone.parent) {
      const known = this.#recall(zone);
      if (known !== undefined) return known;
    }
    return this.zoneAt(anchor);
  }

  /** One step down, to `cut`: the zone that begins there, if one does, or the same one. */
  async #below(zone: SecureZone, cut: Name): Promise<ZoneSecurity> {
    const response = await this.#ask(cut, DS.code);
    const answers = new SectionSets(response.answer, this.#class);
    if (answers.get(cut, DS) !== undefined) return this.zoneAt(cut);
    // An alias is the name's own, so no zone begins there. Nothing is won by lying about it.
    if (answers.get(cut, CNAME) !== undefined) return zone;
    const evidence = collectEvidence(new SectionSets(response.authority, this.#class), this.#verification(zone));
    if ("kind" in evidence) return evidence;
    switch (evidence.delegationAt(cut)) {
      case "insecure":
        return this.#keep(cut, { kind: "insecure", ttl: evidence.ttl, errors: [] });
      case "inside":
        return zone;
      default:
        throw new BogusError(
          `${zone.name.toString()} doesn't prove what ${cut.toString()} is`,
          ExtendedErrorCode.NSEC_MISSING,
        );
    }
  }

  async #fromParent(zone: Name, anchor: Name): Promise<ZoneSecurity> {
    const response = await this.#ask(zone, DS.code);
    const set = new SectionSets(response.answer, this.#class).get(zone, DS);
    const signer = set === undefined ? undefined : parentOf(set, anchor);
    // No DS records: either it is proven that there are none, or somebody has taken them out.
    if (set === undefined || signer === undefined) return this.findUnsigned(set === undefined ? zone : zone.parent);
    const parent = await this.zoneAt(signer);
    if (parent.kind !== "secure") return parent;
    const verified = verifySet(set, this.#verification(parent));
    if (verified.isExpanded) throw new BogusError(`the DS records of ${zone.toString()} are made of a wildcard`);
    return this.#checkKeys(
      zone,
      set.records.map(({ data }) => data),
      verified.ttl,
    );
  }

  async #checkKeys(zone: Name, digests: readonly DSData[], ttl: number): Promise<ZoneSecurity> {
    const supported = supportedDigests(zone, digests, ttl);
    if ("kind" in supported) return this.#keep(zone, supported);
    const response = await this.#ask(zone, DNSKEY.code);
    const set = new SectionSets(response.answer, this.#class).get(zone, DNSKEY);
    if (set === undefined) throw new BogusError(`${zone.toString()} has no keys`, ExtendedErrorCode.DNSKEY_MISSING);
    return this.#keep(zone, checkZoneKeys(set, { digests: supported, ttl, nowMs: this.nowMs, budget: this.budget }));
  }

  #recall(zone: Name): SecureZone | InsecureZone | undefined {
    return this.#known.get(zone.key) ?? this.#cache.get(zone, this.nowMs);
  }

  #keep(zone: Name, security: SecureZone | InsecureZone): ZoneSecurity {
    this.#known.set(zone.key, security);
    this.#cache.set(zone, security, this.nowMs);
    return security;
  }

  #verification(zone: SecureZone): { zone: SecureZone; nowMs: number; budget: ValidationBudget } {
    return { zone, nowMs: this.nowMs, budget: this.budget };
  }

  async #ask(name: Name, type: number): Promise<Message> {
    const key = `${String(type)} ${name.key}`;
    let fetched = this.#fetched.get(key);
    if (fetched === undefined) {
      this.budget.spendFetch();
      fetched = Promise.resolve(this.#fetch(new Question(name, type, this.#class)));
      this.#fetched.set(key, fetched);
    }
    const response = await fetched;
    if (response.rcode === Rcode.NOERROR || response.rcode === Rcode.NXDOMAIN) return response;
    throw new BogusError(`the keys of ${name.toString()} can't be had`, ExtendedErrorCode.DNSKEY_MISSING);
  }
}

/** The zone that signed a DS set: above the one that it is of, and not above the trust anchor. */
function parentOf(set: RRSet<DSData>, anchor: Name): Name | undefined {
  return set.signatures
    .map(({ data }) => data.signersName)
    .find((signer) => set.name.isSubdomainOf(signer) && !set.name.equals(signer) && signer.isSubdomainOf(anchor));
}

function labelsOf(security: ZoneSecurity): number {
  return security.kind === "secure" ? security.name.labelCount : 0;
}
