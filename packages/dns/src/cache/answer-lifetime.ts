import { CNAME } from "../records/cname.js";
import { SOA } from "../records/soa.js";
import type { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";
import type { CacheLimits } from "./cache-limits.js";

/** What a response is to a cache. */
export interface AnswerLifetime {
  /** `"failure"` is everything that says neither what there is nor that there is nothing. */
  readonly kind: "positive" | "negative" | "failure";
  /** How long it holds, in milliseconds. */
  readonly ttlMs: number;
  /** Whether it says that the name doesn't exist, whatever the type. */
  readonly isForAllTypes: boolean;
}

/**
 * How long `response` may be cached. `undefined` where it can't be: one that was truncated, or that denies something without the SOA
 * record which says for how long (RFC 2308 §5).
 */
export function answerLifetime(question: Question, response: Message, limits: CacheLimits): AnswerLifetime | undefined {
  if (response.tc) return undefined;
  const { rcode, answer } = response;
  if (rcode !== Rcode.NOERROR && rcode !== Rcode.NXDOMAIN) {
    return { kind: "failure", ttlMs: limits.failureTTLMs, isForAllTypes: false };
  }
  const target = aliasTarget(question.name, response);
  const isAnswered = rcode === Rcode.NOERROR && answer.length > 0 && hasWanted(question, target, response);
  const lowestMs = answer.reduce((lowest, { ttl }) => Math.min(lowest, ttl * 1000), limits.maxTTLMs);
  if (isAnswered) return { kind: "positive", ttlMs: lowestMs, isForAllTypes: false };
  const negativeMs = negativeTTLMs(target, response);
  if (negativeMs === undefined) return undefined;
  return {
    kind: "negative",
    ttlMs: Math.min(lowestMs, negativeMs, limits.maxNegativeTTLMs),
    // With an alias in between it is the target that doesn't exist.
    isForAllTypes: rcode === Rcode.NXDOMAIN && answer.length === 0,
  };
}

/** Where the aliases of the answer section lead from `name`, each record followed once. */
function aliasTarget(name: Name, { answer }: Message): Name {
  let target = name;
  const byOwner = new Map<string, Name>();
  for (const record of answer) if (record.is(CNAME)) byOwner.set(record.name.key, record.data.cname);
  for (let next = byOwner.get(target.key); next !== undefined; next = byOwner.get(target.key)) {
    byOwner.delete(target.key);
    target = next;
  }
  return target;
}

function hasWanted({ type }: Question, target: Name, { answer }: Message): boolean {
  return answer.some(
    (record) => (type === 255 || record.type === type) && (type === CNAME.code || record.name.equals(target)),
  );
}

/** RFC 2308 §3: the lower of the SOA record's TTL and its last field. The SOA has to be of a zone that `denied` can be in. */
function negativeTTLMs(denied: Name, { authority }: Message): number | undefined {
  for (const record of authority) {
    if (record.is(SOA) && denied.isSubdomainOf(record.name)) return Math.min(record.ttl, record.data.minimum) * 1000;
  }
  return undefined;
}
