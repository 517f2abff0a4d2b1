import { abortable, type Deferred, type ReactorTime } from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import { Message } from "../wire/message.js";
import { Rcode } from "../wire/rcode.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import type { ExchangeOptions, Upstream } from "./upstream.js";

/** What an `UpstreamGroup` is made of. */
export interface UpstreamGroupOptions {
  /** Asked in this order, but for those that didn't answer lately. */
  readonly upstreams: readonly Upstream[];
  /** Whether each query begins with the next one. @default false */
  readonly rotate?: boolean | undefined;
  /** How often those that didn't answer are asked. @default 2 */
  readonly attempts?: number | undefined;
  /** How long one of them is waited for at a time. @default 5_000 */
  readonly attemptTimeoutMs?: number | undefined;
  /** For how long one that didn't answer is asked last. @default 30_000 */
  readonly avoidMs?: number | undefined;
}

/** Those errors of a server that another may not have; NXDOMAIN isn't one of them. */
const worthAnother: ReadonlySet<number> = new Set([Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP, Rcode.REFUSED]);

/**
 * Several servers that know the same, one after another until one answers. One that refuses, or can't find out, has its say only if no other
 * does better; one that doesn't answer at all is asked again after the others, and last for a while.
 */
export class UpstreamGroup implements Upstream {
  readonly name: string;
  readonly #upstreams: readonly Upstream[];
  readonly #clock: ReactorTime;
  readonly #rotate: boolean;
  readonly #attempts: number;
  readonly #attemptTimeoutMs: number;
  readonly #avoidMs: number;
  readonly #avoidUntil = new Map<Upstream, number>();
  #next = 0;

  /** @throws {RangeError} where there is no upstream, or a number can't be one. */
  constructor(options: UpstreamGroupOptions, clock: ReactorTime) {
    const { upstreams, rotate = false, attempts = 2, attemptTimeoutMs = 5_000, avoidMs = 30_000 } = options;
    if (upstreams.length === 0) throw new RangeError("a group has at least one upstream");
    assertLimit("attempts", attempts);
    assertLimit("attemptTimeoutMs", attemptTimeoutMs);
    this.name = upstreams.map(({ name }) => name).join(", ");
    this.#upstreams = upstreams;
    this.#clock = clock;
    this.#rotate = rotate;
    this.#attempts = attempts;
    this.#attemptTimeoutMs = attemptTimeoutMs;
    this.#avoidMs = avoidMs;
  }

  /** `timeoutMs` is for all of it. @default as long as all attempts may take */
  exchange(query: Message, options: ExchangeOptions = {}): Deferred<Message> {
    const { timeoutMs = this.#attempts * this.#upstreams.length * this.#attemptTimeoutMs, key } = options;
    const deadline = this.#clock.now() + timeoutMs;
    return abortable((signal) => this.#ask(query, deadline, { signal, key })).withSignal(options.signal);
  }

  close(): void {
    for (const upstream of this.#upstreams) upstream.close();
  }

  async #ask(query: Message, deadline: number, options: ExchangeOptions): Promise<Message> {
    let silent = this.#inOrder();
    let refusal: Message | undefined;
    let failure: DNSExchangeError | undefined;
    for (let attempt = 0; attempt < this.#attempts && silent.length > 0; attempt++) {
      const stillSilent: Upstream[] = [];
      for (const upstream of silent) {
        const left = deadline - this.#clock.now();
        if (left <= 0) break;
        try {
          const until = this.#clock.now() + Math.min(left, this.#attemptTimeoutMs);
          const response = await this.#askOne(upstream, query, until, options);
          this.#avoidUntil.delete(upstream);
          if (!worthAnother.has(response.rcode)) return response;
          refusal ??= response;
        } catch (error) {
          options.signal?.throwIfAborted();
          if (!(error instanceof DNSExchangeError)) throw error;
          failure = error;
          stillSilent.push(upstream);
          if (!error.isOurOwnFault) this.#avoidUntil.set(upstream, this.#clock.now() + this.#avoidMs);
        }
      }
      silent = stillSilent;
    }
    if (refusal !== undefined) return refusal;
    throw failure ?? new DNSExchangeError("TIMEOUT", `${this.name} did not answer in time`);
  }

  async #askOne(upstream: Upstream, query: Message, until: number, options: ExchangeOptions): Promise<Message> {
    const response = await upstream.exchange(query, { ...options, timeoutMs: until - this.#clock.now() });
    const isUnversed = response.rcode === Rcode.FORMERR || response.rcode === Rcode.NOTIMP;
    if (!isUnversed || query.edns === undefined || response.edns !== undefined || query.edns.dnssecOk) return response;
    // RFC 6891 §6.2.2: it may not know EDNS at all.
    const timeoutMs = Math.max(1, until - this.#clock.now());
    return upstream.exchange(new Message({ ...partsOf(query), edns: undefined }), { ...options, timeoutMs });
  }

  #inOrder(): Upstream[] {
    const start = this.#rotate ? this.#next++ % this.#upstreams.length : 0;
    const all = [...this.#upstreams.slice(start), ...this.#upstreams.slice(0, start)];
    const now = this.#clock.now();
    const isAvoided = (upstream: Upstream): boolean => (this.#avoidUntil.get(upstream) ?? -Infinity) > now;
    return [...all.filter((upstream) => !isAvoided(upstream)), ...all.filter(isAvoided)];
  }
}

function partsOf({ id, flags, rcode, question, answer, authority, additional }: Message): Partial<Message> {
  return { id, flags, rcode, question, answer, authority, additional };
}
