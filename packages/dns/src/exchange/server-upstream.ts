import { type Deferred, fail } from "@twist/core";
import type { Message } from "../wire/message.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { TCPUpstream } from "./tcp-upstream.js";
import { UDPUpstream, type UDPUpstreamOptions } from "./udp-upstream.js";
import {
  defaultExchangeTimeoutMs,
  type ExchangeOptions,
  type ExchangeReactor,
  type StreamingUpstream,
} from "./upstream.js";

/** What a `ServerUpstream` is made of. */
export interface ServerUpstreamOptions extends UDPUpstreamOptions {
  /** How often it is asked by UDP, each time from another port and with another id. @default 2 */
  readonly attempts?: number | undefined;
  /** How long the answer to one of them is waited for. @default an equal share of the whole time */
  readonly attemptTimeoutMs?: number | undefined;
  /** An idle TCP connection is closed after this long. @default 10_000 */
  readonly idleTimeoutMs?: number | undefined;
}

/**
 * Asks a server as RFC 7766 §5 has it: by UDP, again where nothing comes, and by TCP where the answer is truncated, or where
 * somebody seems to be guessing answers. What is signed goes by UDP too; zones come by TCP.
 */
export class ServerUpstream implements StreamingUpstream {
  readonly name: string;
  readonly #udp: UDPUpstream;
  readonly #options: ServerUpstreamOptions;
  readonly #reactor: ExchangeReactor;
  readonly #attempts: number;
  #tcp: TCPUpstream | undefined;
  #isClosed = false;

  /** @throws {TypeError} where `host` is no literal address. @throws {RangeError} for a port, a count or a limit that is none. */
  constructor(options: ServerUpstreamOptions, reactor: ExchangeReactor) {
    const { attempts = 2 } = options;
    if (!(Number.isInteger(attempts) && attempts > 0)) throw new RangeError("attempts is a positive integer");
    this.#options = options;
    this.#reactor = reactor;
    this.#attempts = attempts;
    this.#udp = new UDPUpstream(options, reactor);
    this.name = this.#udp.name;
  }

  /** How many responses came that didn't match a query. */
  get mismatches(): number {
    return this.#udp.mismatches;
  }

  exchange(query: Message, options: ExchangeOptions = {}): Deferred<Message> {
    const { timeoutMs = defaultExchangeTimeoutMs, signal, key } = options;
    const deadline = this.#reactor.now() + timeoutMs;
    return this.#ask(query, { deadline, timeoutMs, key, attempts: this.#attempts }).withSignal(signal);
  }

  exchangeStream(query: Message, options?: ExchangeOptions): AsyncIterable<Message> {
    return this.#stream().exchangeStream(query, options);
  }

  close(): void {
    this.#isClosed = true;
    this.#udp.close();
    this.#tcp?.close();
  }

  #ask(query: Message, budget: Budget): Deferred<Message> {
    const { deadline, timeoutMs, key, attempts } = budget;
    const share = this.#options.attemptTimeoutMs ?? timeoutMs / this.#attempts;
    const left = deadline - this.#reactor.now();
    if (left <= 0) return fail(new DNSExchangeError("TIMEOUT", `${this.name} did not answer in time`));
    return this.#udp.exchange(query, { timeoutMs: attempts === 1 ? left : Math.min(left, share), key }).addCallbacks(
      (response) => (response.tc ? this.#askByTCP(query, budget) : response),
      (error: unknown) => {
        if (!(error instanceof DNSExchangeError)) throw error;
        if (error.code === "MISMATCH") return this.#askByTCP(query, budget);
        if (error.code !== "TIMEOUT" || attempts === 1) throw error;
        return this.#ask(query, { ...budget, attempts: attempts - 1 });
      },
    );
  }

  #askByTCP(query: Message, { deadline, key }: Budget): Deferred<Message> {
    const left = deadline - this.#reactor.now();
    if (left <= 0) return fail(new DNSExchangeError("TIMEOUT", `${this.name} did not answer in time`));
    return this.#stream().exchange(query, { timeoutMs: left, key });
  }

  #stream(): TCPUpstream {
    if (this.#tcp === undefined) {
      this.#tcp = new TCPUpstream(this.#options, this.#reactor);
      if (this.#isClosed) this.#tcp.close();
    }
    return this.#tcp;
  }
}

/** What is left to be spent on a query. */
interface Budget {
  readonly deadline: number;
  /** The whole time, in milliseconds. */
  readonly timeoutMs: number;
  readonly key: ExchangeOptions["key"];
  /** Times that it may be asked by UDP. */
  readonly attempts: number;
}
