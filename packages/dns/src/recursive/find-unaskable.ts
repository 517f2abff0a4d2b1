import { HINFO } from "../records/hinfo.js";
import { RRSIG } from "../records/rrsig.js";
import { ExtendedErrorCode } from "../wire/edns/extended-error.js";
import type { Question } from "../wire/question.js";
import { QueryType } from "../wire/query-type.js";
import { Rcode } from "../wire/rcode.js";
import { RecordClass } from "../wire/record-class.js";
import { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "../zone/rrset.js";
import type { Resolution } from "./resolution.js";

/** SIG (RFC 2931), of which, as of RRSIG, no server has a set. */
const SIG = 24;
const anyTTL = 3_600;

/**
 * The answer to questions that nobody is asked for us: other classes than IN; ANY, which gets one made-up record, so that nobody
 * gets much for little (RFC 8482 §4.2); signatures by themselves, and what is no type of data (RFC 6895 §3.1). `undefined` for all others.
 */
export function findUnaskable({ name, type, class: questionClass }: Question): Resolution | undefined {
  if (questionClass !== RecordClass.IN) return refusal(Rcode.REFUSED, ExtendedErrorCode.NOT_SUPPORTED);
  if (type === QueryType.ANY) {
    const data = { cpu: Buffer.from("RFC8482"), os: Buffer.alloc(0) };
    const set = new RRSet([new ResourceRecord({ name, type: HINFO, ttl: anyTTL, data })]);
    return { rcode: Rcode.NOERROR, answer: [set], authority: [], security: "unchecked", errors: [], queries: 0 };
  }
  const isMeta = type === 0 || type === QueryType.OPT || (type >= 128 && type < QueryType.ANY);
  if (!isMeta && type !== RRSIG.code && type !== SIG) return undefined;
  return refusal(Rcode.NOTIMP, ExtendedErrorCode.INVALID_QUERY_TYPE);
}

function refusal(rcode: number, infoCode: number): Resolution {
  const errors = [{ infoCode, extraText: "" }];
  return { rcode, answer: [], authority: [], security: "unchecked", errors, queries: 0 };
}
