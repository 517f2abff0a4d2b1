import { CancelledError, Deferred, fail, maybeDeferred, type ReactorTime, succeed } from "@twist/core";
import { DNSExchangeError } from "../exchange/dns-exchange-error.js";
import { ExtendedError, ExtendedErrorCode } from "../wire/edns/extended-error.js";
import { HeaderFlag } from "../wire/header-flag.js";
import { Message } from "../wire/message.js";
import type { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";
import type { AnswerCache, PutOptions } from "./answer-cache.js";
import type { CachedAnswer } from "./cached-answer.js";
import { startReply } from "./start-reply.js";

const keptFlags = HeaderFlag.AA | HeaderFlag.TC | HeaderFlag.RA | HeaderFlag.AD;

const defaultStaleRetryMs = 30_000;

/** How answers are fetched and kept. */
export interface CachedResolutionOptions {
  readonly cache: AnswerCache;
  readonly clock: ReactorTime;
  /** Whether an answer that is asked for in the last tenth of its time is fetched anew meanwhile. @default true */
  readonly prefetch?: boolean | undefined;
  /** With stale data at hand: how long a new answer is waited for before they are given (RFC 8767 §5). @default 1_800 */
  readonly staleAfterMs?: number | undefined;
  /** How long, after a refresh has failed, the data at hand are given without another try (RFC 8767 §5). @default 30_000 */
  readonly staleRetryMs?: number | undefined;
  /** The TTL of stale data, in seconds. @default 30 */
  readonly staleTTL?: number | undefined;
}

/** Fetches an answer. What it fails with is the caller's affair. */
export type FetchAnswer = () => Deferred<Message>;

/** A fetch that is under way, and who waits for it. */
interface Flight {
  fetching: Deferred<unknown> | undefined;
  readonly waiting: Set<Deferred<Message>>;
}

/**
 * A cache in front of whatever fetches answers. Equal questions that are asked at the same time are fetched once: besides the work, that
 * takes from a forger the chance of many races for one name (RFC 5452 §5).
 */
export class CachedResolution {
  readonly #options: CachedResolutionOptions;
  readonly #cache: AnswerCache;
  readonly #clock: ReactorTime;
  readonly #flights = new Map<string, Flight>();

  constructor(options: CachedResolutionOptions) {
    this.#options = options;
    this.#cache = options.cache;
    this.#clock = options.clock;
  }

  /** How many fetches are under way. */
  get fetches(): number {
    return this.#flights.size;
  }

  /**
   * The response to `query`, whose one question is `question`: from the cache, or fetched and put there. Fails with what the fetch failed with,
   * for a while after a `DNSExchangeError` too (RFC 9520). A fetch goes on as long as somebody waits for it: cancelling takes only this one's
   * part.
   */
  resolve(query: Message, question: Question, fetch: FetchAnswer, options: PutOptions = {}): Deferred<Message> {
    const now = this.#clock.now();
    const cached = this.#cache.getStale(question, options.variant);
    if (cached === undefined) return this.#join(query, question, fetch, options);
    if (cached.error !== undefined) return fail(cached.error);
    if (cached.isStale(now)) return this.#refreshOrStale(cached, { query, question, fetch, options });
    if (this.#options.prefetch !== false) this.#prefetch(cached, { query, question, fetch, options });
    return succeed(cached.reply(query, now));
  }

  /** Nobody waits for this one. Should it fail, there is another day: those who ask meanwhile don't have it tried each time. */
  #prefetch(cached: CachedAnswer, { query, question, fetch, options }: Asked): void {
    const now = this.#clock.now();
    if (cached.kind === "failure" || !cached.isNearlyStale(now) || now < cached.retryAt) return;
    cached.retryAt = now + (this.#options.staleRetryMs ?? defaultStaleRetryMs);
    this.#join(query, question, fetch, options).addErrback(() => undefined);
  }

  #refreshOrStale(cached: CachedAnswer, asked: Asked): Deferred<Message> {
    const { staleAfterMs = 1_800, staleRetryMs = defaultStaleRetryMs, staleTTL } = this.#options;
    const stale = (): Message => cached.reply(asked.query, this.#clock.now(), staleTTL);
    if (this.#clock.now() < cached.retryAt) return succeed(stale());
    const answer = new Deferred<Message>(() => {
      timer.cancel();
      refreshing.cancel();
    });
    const timer = this.#clock.callLater(staleAfterMs, () => {
      answer.callback(stale());
    });
    const refreshing = this.#join(asked.query, asked.question, asked.fetch, asked.options);
    refreshing.addCallbacks(
      (response) => {
        timer.cancel();
        if (answer.called) return;
        const isUsable = response.rcode === Rcode.NOERROR || response.rcode === Rcode.NXDOMAIN;
        if (!isUsable) cached.retryAt = this.#clock.now() + staleRetryMs;
        answer.callback(isUsable ? response : stale());
      },
      (error) => {
        timer.cancel();
        // By the canceller above: nobody waits for anything any more.
        if (error instanceof CancelledError) return;
        cached.retryAt = this.#clock.now() + staleRetryMs;
        if (!answer.called) answer.callback(stale());
      },
    );
    return answer;
  }

  #join(query: Message, question: Question, fetch: FetchAnswer, options: PutOptions): Deferred<Message> {
    const key = `${String(question.type)} ${String(question.class)} ${options.variant ?? ""} ${question.name.key}`;
    const known = this.#flights.get(key);
    const flight: Flight = known ?? { fetching: undefined, waiting: new Set() };
    const answer = new Deferred<Message>(() => {
      flight.waiting.delete(answer);
      if (flight.waiting.size === 0) flight.fetching?.cancel();
    });
    flight.waiting.add(answer);
    if (known === undefined) {
      this.#flights.set(key, flight);
      this.#start(flight, key, { question, fetch, options });
    }
    return answer.addCallback((response) => asReplyTo(query, response));
  }

  #start(flight: Flight, key: string, { question, fetch, options }: Omit<Asked, "query">): void {
    const landed = (): Deferred<Message>[] => {
      this.#flights.delete(key);
      const waiting = [...flight.waiting];
      flight.waiting.clear();
      return waiting;
    };
    flight.fetching = maybeDeferred(fetch)
      .addCallback((response) => {
        // It throws for records that can't be written: whoever made them. That is what all who wait get to know.
        if (!isOverloaded(response)) this.#keep(question, response, options);
        return response;
      })
      .addCallbacks(
        (response) => {
          for (const one of landed()) one.callback(response);
        },
        (error) => {
          if (error instanceof DNSExchangeError && !error.isOurOwnFault) {
            this.#keep(question, new Message({ rcode: Rcode.SERVFAIL }), { ...options, error });
          }
          for (const one of landed()) one.errback(error);
        },
      );
  }

  #keep(question: Question, response: Message, options: PutOptions): void {
    const isFailure = response.rcode !== Rcode.NOERROR && response.rcode !== Rcode.NXDOMAIN;
    const { variant } = options;
    // Stale data are worth more than a failure.
    if (isFailure && this.#cache.getStale(question, variant) !== undefined) return;
    const kept = this.#cache.put(question, response, options);
    // An answer that can't be kept is still newer than one that is stale.
    if (kept === undefined && !response.tc && this.#cache.get(question, variant) === undefined) {
      this.#cache.delete(question, variant);
    }
  }
}

/** Whether it is no answer but a refusal of the moment, on account of all the others who ask: that says nothing about the name. */
function isOverloaded({ rcode, edns }: Message): boolean {
  if (rcode !== Rcode.SERVFAIL || edns === undefined) return false;
  return edns.options.some(({ code, data }) => code === ExtendedError.code && isNotReady(data));
}

/** The info-code comes first (RFC 8914 §2). */
function isNotReady(data: Buffer): boolean {
  return data.length >= 2 && data.readUInt16BE(0) === ExtendedErrorCode.NOT_READY;
}

/** What is asked, and how it is found out. */
interface Asked {
  readonly query: Message;
  readonly question: Question;
  readonly fetch: FetchAnswer;
  readonly options: PutOptions;
}

/** `response`, which another query was answered with, as the answer to this one. */
function asReplyTo(query: Message, response: Message): Message {
  const reply = startReply(query, response.rcode);
  reply.flags |= response.flags & keptFlags;
  for (const option of response.edns?.options ?? []) {
    if (option.code === ExtendedError.code) reply.edns?.addOption(option);
  }
  reply.answer = response.answer.slice();
  reply.authority = response.authority.slice();
  reply.additional = response.additional.slice();
  return reply;
}
