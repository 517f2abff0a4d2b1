import { NSEC } from "../records/nsec.js";
import { NSEC3 } from "../records/nsec3.js";
import { HeaderFlag } from "../wire/header-flag.js";
import type { Message } from "../wire/message.js";
import { ExtendedError, type ExtendedErrorData } from "../wire/edns/extended-error.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { RRSet } from "../zone/rrset.js";
import type { SecurityStatus } from "../cache/trust.js";

/** What came out of a question: an answer, a denial, or SERVFAIL with the reason. */
export interface Resolution {
  /** NOERROR, NXDOMAIN, YXDOMAIN; SERVFAIL where nothing could be found out; REFUSED and NOTIMP for what isn't looked for. */
  readonly rcode: number;
  /** The aliases in their order, and what they lead to. */
  readonly answer: readonly RRSet[];
  /** The SOA record of a denial, and what proves it. */
  readonly authority: readonly RRSet[];
  /** What DNSSEC says. */
  readonly security: SecurityStatus;
  /** Seconds that it may be kept at most, by its signatures (RFC 4035 §5.3.3). @default as long as its records say */
  readonly maxTTL?: number | undefined;
  /** Why it is as it is (RFC 8914). */
  readonly errors: readonly ExtendedErrorData[];
  /** How many messages were sent for it. */
  readonly queries: number;
}

/** The response to `query` that says so. DNSSEC records are left out where they aren't wanted. */
export function replyWith(query: Message, resolution: Resolution): Message {
  const reply = query.reply({ rcode: resolution.rcode });
  reply.flags |= HeaderFlag.RA;
  const dnssec = query.edns?.dnssecOk === true;
  // RFC 6840 §5.7: who sets AD wants to know, too.
  if (resolution.security === "secure" && (dnssec || query.ad)) reply.flags |= HeaderFlag.AD;
  const { answer, authority, maxTTL = Infinity } = resolution;
  reply.answer = recordsOf(answer, dnssec, maxTTL);
  reply.authority = recordsOf(dnssec ? authority : withoutProofs(authority), dnssec, maxTTL);
  for (const error of resolution.errors) reply.edns?.add(ExtendedError, error);
  return reply;
}

function withoutProofs(sets: readonly RRSet[]): readonly RRSet[] {
  return sets.filter(({ type }) => type !== NSEC.code && type !== NSEC3.code);
}

function recordsOf(sets: readonly RRSet[], dnssec: boolean, maxTTL: number): ResourceRecord[] {
  const all = sets.flatMap(({ records, signatures }): readonly ResourceRecord[] =>
    dnssec ? [...records, ...signatures] : records,
  );
  return all.map((record) => (record.ttl > maxTTL ? record.with({ ttl: maxTTL }) : record));
}
