import { type Deferred, type ReactorTime } from "@twist/core";
import type { Message } from "../wire/message.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { defaultExchangeTimeoutMs, type ExchangeOptions, type Upstream } from "./upstream.js";

/** What an `OpportunisticUpstream` is made of. */
export interface OpportunisticUpstreamOptions {
  /** Asked first; may take any certificate. */
  readonly encrypted: Upstream;
  /** Asked where no encrypted connection can be made. */
  readonly clear: Upstream;
  /** How much of the time may go into the first. @default a half */
  readonly encryptedTimeoutMs?: number | undefined;
  /** For how long, after it couldn't be reached, the first isn't tried again. @default 300_000 */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The opportunistic profile of RFC 8310 §5: encrypted where the server can, in clear where it can't. It keeps out whoever only listens;
 * whoever can change packets can make it speak in clear.
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
    const { encrypted, clear, encryptedTimeoutMs, retryAfterMs = 300_000 } = this.#options;
    if (this.#clock.now() < this.#clearUntil) return clear.exchange(query, options);
    const { timeoutMs = defaultExchangeTimeoutMs, signal, key } = options;
    const deadline = this.#clock.now() + timeoutMs;
    return encrypted
      .exchange(query, { timeoutMs: Math.min(timeoutMs, encryptedTimeoutMs ?? timeoutMs / 2), key })
      .addErrback((error) => {
        if (!(error instanceof DNSExchangeError) || !isUnreachable(error)) throw error;
        this.#clearUntil = this.#clock.now() + retryAfterMs;
        return clear.exchange(query, { timeoutMs: Math.max(1, deadline - this.#clock.now()), key });
      })
      .withSignal(signal);
  }

  close(): void {
    this.#options.encrypted.close();
    this.#options.clear.close();
  }
}

function isUnreachable({ code }: DNSExchangeError): boolean {
  return (
    code === "CONNECTION_REFUSED" || code === "CONNECTION_FAILED" || code === "CONNECTION_LOST" || code === "TIMEOUT"
  );
}
