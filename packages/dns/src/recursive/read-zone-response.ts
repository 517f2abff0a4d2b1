import { CNAME } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import { DS } from "../records/ds.js";
import { NS } from "../records/ns.js";
import { NSEC } from "../records/nsec.js";
import { NSEC3 } from "../records/nsec3.js";
import { SOA } from "../records/soa.js";
import { DNSDecodeError } from "../wire/dns-decode-error.js";
import type { Message } from "../wire/message.js";
import { Name } from "../wire/name.js";
import { Rcode, rcodeText } from "../wire/rcode.js";
import type { RRSet } from "../zone/rrset.js";
import type { AskedZone } from "./asked-zone.js";
import { isOfWildcard } from "./is-of-wildcard.js";
import { readReferral } from "./read-referral.js";
import { SortedSection } from "./sorted-section.js";
import { synthesizeAlias } from "./synthesize-alias.js";
import { UnusableResponse } from "./unusable-response.js";
import type { Denial, ZoneResponse } from "./zone-response.js";

/**
 * What a response says, and nothing that it has no say in. It is looked at as the word of a server of `zone`: only what is at or below that name
 * counts, and of this only what the question leads to. All else, true or poisoned, is as if it weren't there: records of other names
 * (CVE-2025-40778), NS sets beside an answer (CVE-2025-11411), referrals to the zone itself or upwards, addresses of servers elsewhere.
 */

/** Throws an `UnusableResponse` for a response that is neither answer, denial nor referral. */
export function readZoneResponse(response: Message, asked: AskedZone): ZoneResponse {
  try {
    return read(response, asked);
  } catch (error) {
    if (error instanceof DNSDecodeError) throw new UnusableResponse("a record can't be read", error);
    throw error;
  }
}

function read(response: Message, asked: AskedZone): ZoneResponse {
  const { rcode } = response;
  if (rcode !== Rcode.NOERROR && rcode !== Rcode.NXDOMAIN && rcode !== Rcode.YXDOMAIN) {
    throw new UnusableResponse(`the server says ${rcodeText(rcode)}`);
  }
  const { question, zone, limits } = asked;
  const hasAuthority = response.aa;
  const answers = new SortedSection(response.answer, zone, limits.maxRecordsPerSet);
  const authorities = new SortedSection(response.authority, zone, limits.maxRecordsPerSet);
  const { chain, name, isTooLong } = followAliases(answers, asked);
  const set = isTooLong ? undefined : answers.find(question.type, name);
  if (set !== undefined) chain.push(set);
  // What a name outside of the zone has, others say.
  if (isTooLong || set !== undefined || !name.isSubdomainOf(zone)) {
    const kind = isTooLong ? "too-long" : set === undefined ? "alias" : "records";
    return { kind, chain, name, proofs: proofsFor(chain, authorities), hasAuthority };
  }
  const denial = readDenial(authorities, name);
  if (rcode === Rcode.NXDOMAIN) return { kind: "nxdomain", chain, name, denial, hasAuthority };
  if (denial.soa !== undefined) return { kind: "nodata", chain, name, denial, hasAuthority };
  if (chain.length > 0) {
    return { kind: "alias", chain, name, proofs: proofsFor(chain, authorities), hasAuthority };
  }
  const referral = readReferral(response, authorities, asked);
  if (referral !== undefined) {
    return { kind: "referral", delegation: referral, signers: authorities.find(DS.code, referral.zone) };
  }
  if (hasAuthority && response.authority.every(({ type }) => type !== NS.code)) {
    return { kind: "nodata", chain, name, denial, hasAuthority };
  }
  throw new UnusableResponse("the server doesn't have the zone");
}

/** The aliases from the question's name on, as far as they are in the zone, and where they lead. */
function followAliases(
  answers: SortedSection,
  { question, zone, limits }: AskedZone,
): { chain: RRSet[]; name: Name; isTooLong: boolean } {
  const chain: RRSet[] = [];
  const seen = new Set<string>();
  let { name } = question;
  while (name.isSubdomainOf(zone)) {
    if (seen.has(name.key) || seen.size > limits.maxAliases) throw new UnusableResponse("the aliases go in a circle");
    seen.add(name.key);
    const redirection = redirectionOf(answers, name, zone);
    if (redirection !== undefined) {
      chain.push(redirection);
      const synthesized = synthesizeAlias(redirection, name);
      if (synthesized === undefined) return { chain, name, isTooLong: true };
      chain.push(synthesized.set);
      name = synthesized.target;
      continue;
    }
    if (question.type === CNAME.code) break;
    const alias = answers.find(CNAME.code, name);
    const [record] = alias?.records ?? [];
    if (alias === undefined || record?.is(CNAME) !== true) break;
    // RFC 2181 §10.1: there is one.
    if (alias.records.length > 1) throw new UnusableResponse("a name is an alias of two others");
    chain.push(alias);
    name = record.data.cname;
  }
  return { chain, name, isTooLong: false };
}

/** The DNAME above `name`, if the answer has one (RFC 6672 §3.2). */
function redirectionOf(answers: SortedSection, name: Name, zone: Name): RRSet | undefined {
  for (let above = name; above.labelCount > zone.labelCount;) {
    above = above.parent;
    const set = answers.find(DNAME.code, above);
    if (set !== undefined) return set;
  }
  return undefined;
}

/** The SOA of the zone that `name` is in, and what proves the denial. */
function readDenial(authorities: SortedSection, name: Name): Denial {
  let soa: RRSet | undefined;
  for (const set of authorities.ofType(SOA.code)) if (name.isSubdomainOf(set.name)) soa ??= set;
  const [record] = soa?.records ?? [];
  if (soa === undefined || record?.is(SOA) !== true) return { soa: undefined, proofs: [], ttl: 0 };
  const proofs = proofsIn(authorities, soa.name);
  const ttl = proofs.reduce((lowest, set) => Math.min(lowest, set.ttl), Math.min(soa.ttl, record.data.minimum));
  return { soa, proofs, ttl };
}

/** What belongs to an answer that was made of a wildcard: its signature says so (RFC 4035 §5.3.4). */
function proofsFor(chain: readonly RRSet[], authorities: SortedSection): readonly RRSet[] {
  return chain.some(isOfWildcard) ? proofsIn(authorities, Name.root) : [];
}

function proofsIn(authorities: SortedSection, zone: Name): RRSet[] {
  const proofs: RRSet[] = [];
  for (const type of [NSEC.code, NSEC3.code]) {
    for (const set of authorities.ofType(type)) if (set.name.isSubdomainOf(zone)) proofs.push(set);
  }
  return proofs;
}
