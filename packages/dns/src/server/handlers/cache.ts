import { Deferred, reactor, type ReactorTime, TwistError } from "@twist/core";
import { AnswerCache } from "../../cache/answer-cache.js";
import { answerVariant } from "../../cache/answer-variant.js";
import type { CacheLimits } from "../../cache/cache-limits.js";
import { CachedResolution } from "../../cache/cached-resolution.js";
import { EDNS } from "../../wire/edns/edns.js";
import { HeaderFlag } from "../../wire/header-flag.js";
import { Message } from "../../wire/message.js";
import { Opcode } from "../../wire/opcode.js";
import { QueryType } from "../../wire/query-type.js";
import { type DNSAnswer, type DNSHandler, type DNSResponder, isMessage } from "../dns-handler.js";
import { DNSQuery } from "../dns-query.js";

/** How `cache` keeps answers. */
export interface CacheOptions {
  /** Where they are kept: given where it is to be cleared, or shared. The two options below are its own then. @default a new one */
  readonly cache?: AnswerCache | undefined;
  /** Changes to the limits. @default DEFAULT_CACHE_LIMITS */
  readonly limits?: Partial<CacheLimits> | undefined;
  /** For how long an answer is kept after its time, to be given where no new one can be had (RFC 8767 §5). @default 86_400_000, a day */
  readonly keepStaleMs?: number | undefined;
  /** How long a new answer is waited for before a stale one is given. @default 1_800 */
  readonly staleAfterMs?: number | undefined;
  /** Whether an answer that is asked for in the last tenth of its time is fetched anew meanwhile. @default true */
  readonly prefetch?: boolean | undefined;
}

/** What a handler that drops a query makes of it: there is nothing to keep, and nothing to say. */
const notOneMessage = new TwistError("the query isn't answered with one message", { code: "DROPPED" });
const dayMs = 86_400_000;

/**
 * Keeps the answers of the handlers after it, and gives them again as long as they hold: what there is, what there isn't, and failures
 * for a few seconds. Equal questions that are asked at the same time go on once. Put it before `forward` or `recursive`, and behind what
 * is authoritative.
 *
 *     handlers: [accessList({ allow: LOCAL_NETWORKS }), cache(), forward(upstreams)]
 *
 * Queries without RD pass through: what others have asked for is nobody's business.
 *
 * @throws {RangeError} for a limit that is none.
 */
export function cache(options: CacheOptions = {}, clock: ReactorTime = reactor): DNSHandler {
  const { limits, keepStaleMs = dayMs, staleAfterMs, prefetch } = options;
  const answers = options.cache ?? new AnswerCache(clock, { limits, keepStaleMs });
  const resolution = new CachedResolution({ cache: answers, clock, prefetch, staleAfterMs });
  return (query, next) => {
    const { message, question } = query;
    if (message.opcode !== Opcode.QUERY || !message.rd || isTransfer(question.type)) return next(query);
    const variant = answerVariant({ dnssecOk: message.edns?.dnssecOk, checkingDisabled: message.cd });
    const cached = answers.get(question, variant);
    const now = clock.now();
    if (cached !== undefined && !cached.isNearlyStale(now)) return forClient(message, cached.reply(message, now));
    return resolution
      .resolve(message, question, () => fetch(query, next), { variant })
      .addCallbacks((reply) => forClient(message, reply), dropped);
  };
}

function isTransfer(type: number): boolean {
  return type === QueryType.AXFR || type === QueryType.IXFR;
}

/** Without AD for who hasn't said that it means something to him (RFC 6840 §5.8). */
function forClient({ flags, edns }: Message, reply: Message): Message {
  if (reply.ad && (flags & HeaderFlag.AD) === 0 && edns?.dnssecOk !== true) reply.ad = false;
  return reply;
}

/** What the handlers after us say, and whether DNSSEC has been checked, which the next one who asks may want to know. */
function fetch(query: DNSQuery, next: DNSResponder): Deferred<Message> {
  const { message, question } = query;
  const { id, flags, edns } = message;
  // With EDNS even for who has none: what went wrong (RFC 8914) says whether it may be kept.
  const parts = { id, flags: flags | HeaderFlag.AD, question: message.question };
  const asked = new Message({ ...parts, edns: edns ?? new EDNS() });
  return Deferred.fromPromise(wait(next(new DNSQuery(asked, question, query, query.keyName))));
}

async function wait(answer: ReturnType<DNSResponder>): Promise<Message> {
  const settled = await answer;
  if (!isMessage(settled)) throw notOneMessage;
  return settled;
}

function dropped(error: unknown): DNSAnswer {
  if (error === notOneMessage) return undefined;
  throw error;
}
