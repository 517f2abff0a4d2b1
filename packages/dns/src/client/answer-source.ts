import { abortable, type Deferred, DeferredSemaphore, type ReactorTime } from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import { AnswerCache } from "../cache/answer-cache.js";
import { answerVariant, type AnswerVariantOptions } from "../cache/answer-variant.js";
import { CachedResolution } from "../cache/cached-resolution.js";
import type { Upstream } from "../exchange/upstream.js";
import { EDNS } from "../wire/edns/edns.js";
import { Message } from "../wire/message.js";
import { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";
import { followAliases, scrub } from "./alias-chain.js";
import type { StubResolverOptions } from "./stub-resolver-options.js";

/** What is kept where nothing is to be: so that equal questions are still asked once. */
const nothing = { maxCacheBytes: 1 };

/**
 * Where answers come from: the cache, and at last the servers. What a server says is cleaned of everything that wasn't asked for before
 * it is kept.
 */
export class AnswerSource {
  readonly cache: AnswerCache;
  readonly #upstream: Upstream;
  readonly #clock: ReactorTime;
  readonly #trustAD: boolean;
  readonly #resolution: CachedResolution;
  readonly #turns: DeferredSemaphore;

  /** @throws {RangeError} for a limit that is none. */
  constructor(upstream: Upstream, options: StubResolverOptions, clock: ReactorTime) {
    const { maxConcurrentQueries = 500 } = options;
    assertLimit("maxConcurrentQueries", maxConcurrentQueries);
    this.#turns = new DeferredSemaphore(Math.min(maxConcurrentQueries, Number.MAX_SAFE_INTEGER));
    this.#upstream = upstream;
    this.#clock = clock;
    this.#trustAD = options.trustAD ?? false;
    this.cache = new AnswerCache(clock, {
      limits: options.cache === false ? nothing : options.cache,
      keepStaleMs: options.keepStaleMs,
    });
    this.#resolution = new CachedResolution({ cache: this.cache, clock, prefetch: options.prefetch });
  }

  /** The response to `question`, where it is cached, holds, and need not be fetched anew yet. */
  cached(question: Question, options: AnswerVariantOptions): Message | undefined {
    const now = this.#clock.now();
    const found = this.cache.get(question, answerVariant(options));
    if (found === undefined || found.kind === "failure" || found.isNearlyStale(now)) return undefined;
    return found.reply(this.#query(question, options), now);
  }

  /** The response to `question`. Fails with a `DNSExchangeError`. */
  answer(question: Question, options: AnswerVariantOptions): Deferred<Message> {
    const query = this.#query(question, options);
    const fetch = (): Deferred<Message> => abortable((signal) => this.#fetch(query, question, options, signal));
    return this.#resolution.resolve(query, question, fetch, { variant: answerVariant(options) });
  }

  #query({ name, type, class: questionClass }: Question, options: AnswerVariantOptions): Message {
    const edns = new EDNS({ dnssecOk: options.dnssecOk ?? false });
    const query = Message.query(name, type, { class: questionClass, edns });
    query.cd = options.checkingDisabled ?? false;
    // RFC 6840 §5.7: AD in a query asks for AD in the answer.
    query.ad = this.#trustAD;
    return query;
  }

  async #fetch(
    query: Message,
    question: Question,
    options: AnswerVariantOptions,
    signal: AbortSignal,
  ): Promise<Message> {
    const response = scrub(question, await this.#ask(query, signal));
    // A server that only forwards may stop in the middle of a chain of aliases: the rest is asked for, until there are too many.
    for (;;) {
      const { aliases, target, records } = followAliases(question, response);
      const isDenied = response.rcode !== Rcode.NOERROR || response.authority.length > 0;
      if (isDenied || records.length > 0 || aliases.length === 0) return response;
      const next = new Question(target, question.type, question.class);
      const rest = scrub(next, await this.#ask(this.#query(next, options), signal));
      response.answer = [...response.answer, ...rest.answer];
      response.authority = rest.authority;
      response.rcode = rest.rcode;
      response.ad &&= rest.ad;
      if (rest.answer.length === 0) return response;
    }
  }

  async #ask(query: Message, signal: AbortSignal): Promise<Message> {
    const response = await this.#turns.run(() => this.#upstream.exchange(query, { signal })).withSignal(signal);
    if (!this.#trustAD) response.ad = false;
    return response;
  }
}
