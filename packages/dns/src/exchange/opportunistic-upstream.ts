import type { Deferred, ReactorTime } from "@twist/core";
import type { Message } from "../wire/message.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { defaultExchangeTimeoutMs, type ExchangeOptions, type Upstream } from "./upstream.js";

/** What an `OpportunisticUpstream` is made of. */
export interface OpportunisticUpstreamOptions {
  /** Asked first; may take any certificate. Give it a short `connectTimeoutMs`: what is left of the time is the other's. */
  readonly encrypted: Upstream;
  /** Asked where no encrypted connection can be made. */
  readonly clear: Upstream;
  /** For how long, after it couldn't be reached, the first isn't tried again. @default 300_000 */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The opportunistic profile of RFC 8310 §5: encrypted where the server can, in clear where it can't. It keeps out whoever only listens;
 * whoever can change packets can make it speak in clear. An encrypted answer that is slow is waited for: a slow name is no reason to tell all who
 * listen.
 */
export class OpportunisticUpstream implements Upstream {
  readonly name: string;
  readonly #options: OpportunisticUpstreamOptions;
  readonly #clock: ReactorTime;
  #clearUntil = -Infinity;

  constructor(options: OpportunisticUpstreamOptions, clock: ReactorTime) {
    this.name = options.encrypted.name;
    this.#options = options;
    this.#clock = clock;
  }

  exchange(query: Message, options: ExchangeOptions = {}): Deferred<Message> {
    const { encrypted, clear, retryAfterMs = 300_000 } = this.#options;
    if (this.#clock.now() < this.#clearUntil) return clear.exchange(query, options);
    const { timeoutMs = defaultExchangeTimeoutMs, signal, key } = options;
    const deadline = this.#clock.now() + timeoutMs;
    return encrypted
      .exchange(query, { timeoutMs, key })
      .addErrback((error) => {
        if (!(error instanceof DNSExchangeError) || !isUnreachable(error)) throw error;
        this.#clearUntil = this.#clock.now() + retryAfterMs;
        const left = deadline - this.#clock.now();
        if (left <= 0) throw error;
        return clear.exchange(query, { timeoutMs: left, key });
      })
      .withSignal(signal);
  }

  close(): void {
    this.#options.encrypted.close();
    this.#options.clear.close();
  }
}

function isUnreachable({ code }: DNSExchangeError): boolean {
  return code === "CONNECTION_REFUSED" || code === "CONNECTION_FAILED" || code === "CONNECTION_LOST";
}
