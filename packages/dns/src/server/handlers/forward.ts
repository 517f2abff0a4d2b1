import { reactor, type ReactorTime } from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import { DNSExchangeError, type DNSExchangeErrorCode } from "../../exchange/dns-exchange-error.js";
import type { Upstream } from "../../exchange/upstream.js";
import { UpstreamGroup, type UpstreamGroupOptions } from "../../exchange/upstream-group.js";
import { DNSDecodeError } from "../../wire/dns-decode-error.js";
import { EDNS } from "../../wire/edns/edns.js";
import { ExtendedError, ExtendedErrorCode } from "../../wire/edns/extended-error.js";
import { HeaderFlag } from "../../wire/header-flag.js";
import { Message } from "../../wire/message.js";
import { Name } from "../../wire/name.js";
import { Opcode } from "../../wire/opcode.js";
import { QueryType } from "../../wire/query-type.js";
import type { Question } from "../../wire/question.js";
import { Rcode } from "../../wire/rcode.js";
import type { DNSHandler } from "../dns-handler.js";
import type { DNSQuery } from "../dns-query.js";
import { refuseIterative } from "./refuse-iterative.js";

/** How queries are forwarded. Times are milliseconds. */
export interface ForwardOptions extends Omit<UpstreamGroupOptions, "upstreams"> {
  /** Only the names of these domains; all others are the next handler's. @default all names */
  readonly domains?: readonly (Name | string)[] | undefined;
  /** How long one upstream is waited for before the next one is asked. @default 2_000 */
  readonly attemptTimeoutMs?: number | undefined;
  /** For all of it. @default 6_000 */
  readonly timeoutMs?: number | undefined;
  /**
   * Whether what upstreams say of DNSSEC (AD) is passed on: only where they are yours, and nobody can change their answers on the way.
   * @default false
   */
  readonly trustAuthenticData?: boolean | undefined;
  /** Queries that wait for upstreams at a time; those beyond are SERVFAIL. @default 1_000 */
  readonly maxPendingQueries?: number | undefined;
  /** Equal questions among these: when there are more, they go round in a circle of forwarders, and are SERVFAIL. @default 100 */
  readonly maxEqualQueries?: number | undefined;
}

/** Flags of a response that are the upstream's to say. */
const upstreamFlags = HeaderFlag.TC | HeaderFlag.AD;
/** Errors that are ours, and those that are the upstream's or the network's; the others mean that none has answered. */
const extendedErrors: Partial<Record<DNSExchangeErrorCode, number>> = {
  CLOSED: ExtendedErrorCode.NOT_READY,
  TOO_MANY_QUERIES: ExtendedErrorCode.NOT_READY,
  CONNECTION_FAILED: ExtendedErrorCode.NETWORK_ERROR,
  CONNECTION_LOST: ExtendedErrorCode.NETWORK_ERROR,
  CONNECTION_REFUSED: ExtendedErrorCode.NETWORK_ERROR,
  BAD_RESPONSE: ExtendedErrorCode.INVALID_DATA,
  MISMATCH: ExtendedErrorCode.INVALID_DATA,
};

/**
 * Has other servers answer: the first of `upstreams` that does, those that failed lately last. What a client sends with EDNS is for us,
 * and isn't passed on but for its wish for DNSSEC; who its queries come from, upstreams don't learn. Where none answers it is SERVFAIL
 * with the reason (RFC 8914). Closing the upstreams is for who made them.
 *
 *     forward([makeUpstream({ host: "192.0.2.1" }, reactor), makeUpstream({ host: "192.0.2.2", transport: "tls" }, reactor)])
 *
 * @throws {RangeError} where there is no upstream, or a number can't be one.
 */
export function forward(
  upstreams: readonly Upstream[],
  options: ForwardOptions = {},
  clock: ReactorTime = reactor,
): DNSHandler {
  const { attemptTimeoutMs = 2_000, timeoutMs = 6_000, trustAuthenticData = false } = options;
  const group = new UpstreamGroup({ ...options, upstreams, attemptTimeoutMs }, clock);
  const domains = options.domains?.map((domain) => Name.from(domain));
  const pending = new PendingQuestions(options);
  return (query, next) => {
    const { message, question } = query;
    if (!isOurs(query, domains)) return next(query);
    if (!message.rd) return refuseIterative(message);
    if (!pending.add(question)) return failure(message, ExtendedErrorCode.NOT_READY, "too many queries wait");
    return group
      .exchange(upstreamQuery(query), { timeoutMs })
      .addFinally(() => {
        pending.delete(question);
      })
      .addCallbacks(
        (response) => clientReply(message, response, trustAuthenticData),
        (error) => {
          if (!(error instanceof DNSExchangeError)) throw error;
          const code = extendedErrors[error.code] ?? ExtendedErrorCode.NO_REACHABLE_AUTHORITY;
          return failure(message, code, "no upstream answers");
        },
      )
      .addErrback((error) => {
        // Of ours, it would be FORMERR: as if the client's query couldn't be read.
        if (!(error instanceof DNSDecodeError)) throw error;
        return failure(message, ExtendedErrorCode.INVALID_DATA, "the upstream's answer can't be read");
      });
  };
}

function isOurs({ message, question }: DNSQuery, domains: readonly Name[] | undefined): boolean {
  if (message.opcode !== Opcode.QUERY) return false;
  if (question.type === QueryType.AXFR || question.type === QueryType.IXFR) return false;
  return domains === undefined || domains.some((domain) => question.name.isSubdomainOf(domain));
}

function upstreamQuery({ message }: DNSQuery): Message {
  const asked = HeaderFlag.RD | HeaderFlag.CD | HeaderFlag.AD;
  return new Message({
    flags: message.flags & asked,
    question: message.question,
    edns: new EDNS({ dnssecOk: message.edns?.dnssecOk === true }),
  });
}

function clientReply(query: Message, response: Message, trustAuthenticData: boolean): Message {
  response.assertValid();
  const reply = query.reply();
  reply.flags |= HeaderFlag.RA | (response.flags & upstreamFlags);
  if (!trustAuthenticData) reply.ad = false;
  // One over 15 needs EDNS, which the client may not have.
  reply.rcode = response.rcode > 0x0f && reply.edns === undefined ? Rcode.SERVFAIL : response.rcode;
  reply.answer = response.answer;
  reply.authority = response.authority;
  reply.additional = response.additional;
  for (const option of response.edns?.options ?? []) {
    if (option.code === ExtendedError.code) reply.edns?.addOption(option);
  }
  return reply;
}

function failure(query: Message, infoCode: number, extraText: string): Message {
  const reply = query.reply({ rcode: Rcode.SERVFAIL });
  reply.flags |= HeaderFlag.RA;
  reply.edns?.add(ExtendedError, { infoCode, extraText });
  return reply;
}

/** How many questions wait for upstreams, and how many of these are equal. */
class PendingQuestions {
  readonly #maxPending: number;
  readonly #maxEqual: number;
  readonly #equal = new Map<string, number>();
  #pending = 0;

  constructor({ maxPendingQueries = 1_000, maxEqualQueries = 100 }: ForwardOptions) {
    assertLimit("maxPendingQueries", maxPendingQueries);
    assertLimit("maxEqualQueries", maxEqualQueries);
    this.#maxPending = maxPendingQueries;
    this.#maxEqual = maxEqualQueries;
  }

  /** Whether one more may wait, which then counts. */
  add(question: Question): boolean {
    const key = keyOf(question);
    const equal = this.#equal.get(key) ?? 0;
    if (this.#pending >= this.#maxPending || equal >= this.#maxEqual) return false;
    this.#pending += 1;
    this.#equal.set(key, equal + 1);
    return true;
  }

  delete(question: Question): void {
    const key = keyOf(question);
    const equal = (this.#equal.get(key) ?? 0) - 1;
    this.#pending -= 1;
    if (equal > 0) this.#equal.set(key, equal);
    else this.#equal.delete(key);
  }
}

function keyOf({ name, type, class: questionClass }: Question): string {
  return `${String(type)} ${String(questionClass)} ${name.key}`;
}
