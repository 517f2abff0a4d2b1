import { randomInt } from "node:crypto";
import { type Deferred, fail, isIPv6, type ReactorTime, type ReactorUDP } from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import type { Message } from "../wire/message.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { SentQuery } from "./sent-query.js";
import { serverHost, serverName } from "./server-address.js";
import { UDPExchange } from "./udp-exchange.js";
import { defaultExchangeTimeoutMs, type ExchangeOptions, type Upstream } from "./upstream.js";

/** Above the ports that services have, and below none: 15.6 bits for a forger to guess. */
const firstPort = 16_384;
/** Ports that are tried before the system is asked for one. */
const portAttempts = 8;

/** What a `UDPUpstream` is made of. */
export interface UDPUpstreamOptions {
  /** The server's literal address. */
  readonly host: string;
  /** @default 53 */
  readonly port?: number | undefined;
  /** Whether the case of the name's letters is random, and has to come back so (0x20). @default true */
  readonly randomCase?: boolean | undefined;
  /** Responses that don't match, after which a query fails with `"MISMATCH"`: asking by TCP is safer then. @default 3 */
  readonly maxMismatches?: number | undefined;
  /** Queries that wait for their answer at a time; each has a port. @default 1_000 */
  readonly maxPendingQueries?: number | undefined;
  /** Our literal address to ask from. @default the system chooses */
  readonly localAddress?: string | undefined;
}

/**
 * Asks a server by UDP, once for each exchange. Id and port are drawn from the system's random source, afresh for each query (RFC 5452 §9.2).
 * A response that was truncated is given as it is, with TC.
 */
export class UDPUpstream implements Upstream {
  readonly name: string;
  /** How many responses came that didn't match. */
  mismatches = 0;
  readonly #reactor: ReactorUDP & ReactorTime;
  readonly #host: string;
  readonly #port: number;
  readonly #randomCase: boolean;
  readonly #maxMismatches: number;
  readonly #maxPendingQueries: number;
  readonly #interface: string;
  readonly #pending = new Set<UDPExchange>();
  #isClosed = false;

  /** @throws {TypeError} where `host` is no literal address. @throws {RangeError} for a port or a limit that is none. */
  constructor(options: UDPUpstreamOptions, reactor: ReactorUDP & ReactorTime) {
    const { port = 53, maxMismatches = 3, maxPendingQueries = 1_000 } = options;
    const host = serverHost(options.host, port);
    assertLimit("maxMismatches", maxMismatches);
    assertLimit("maxPendingQueries", maxPendingQueries);
    this.name = serverName("udp", host, port);
    this.#reactor = reactor;
    this.#host = host;
    this.#port = port;
    this.#randomCase = options.randomCase ?? true;
    this.#maxMismatches = maxMismatches;
    this.#maxPendingQueries = maxPendingQueries;
    this.#interface = options.localAddress ?? (isIPv6(host) ? "::" : "0.0.0.0");
  }

  /** How many queries wait for their answer. */
  get pendingQueries(): number {
    return this.#pending.size;
  }

  exchange(query: Message, options: ExchangeOptions = {}): Deferred<Message> {
    if (options.signal?.aborted === true) return fail(options.signal.reason);
    if (this.#isClosed) return fail(new DNSExchangeError("CLOSED", `${this.name} is closed`));
    if (this.#pending.size >= this.#maxPendingQueries) {
      return fail(new DNSExchangeError("TOO_MANY_QUERIES", `too many queries wait for ${this.name}`));
    }
    const exchange = new UDPExchange({
      sent: new SentQuery(query, {
        id: randomInt(0x1_0000),
        randomCase: this.#randomCase,
        key: options.key,
        wallTime: this.#wallTime,
      }),
      host: this.#host,
      port: this.#port,
      name: this.name,
      clock: this.#reactor,
      timeoutMs: options.timeoutMs ?? defaultExchangeTimeoutMs,
      maxMismatches: this.#maxMismatches,
      mismatched: this.#mismatched,
    });
    this.#pending.add(exchange);
    this.#open(exchange, portAttempts);
    return exchange.answer
      .addFinally(() => {
        this.#pending.delete(exchange);
      })
      .withSignal(options.signal);
  }

  close(): void {
    this.#isClosed = true;
    for (const exchange of [...this.#pending]) exchange.fail(new DNSExchangeError("CLOSED", `${this.name} was closed`));
  }

  #open(exchange: UDPExchange, attempts: number): void {
    const port = attempts > 0 ? randomInt(firstPort, 0x1_0000) : 0;
    this.#reactor.listenUDP(port, exchange, { interface: this.#interface }).addErrback((error) => {
      if (exchange.isOver) return;
      if (attempts > 0) this.#open(exchange, attempts - 1);
      else exchange.fail(new DNSExchangeError("CONNECTION_FAILED", `there is no port to ask ${this.name} from`, error));
    });
  }

  readonly #mismatched = (): void => {
    this.mismatches += 1;
  };

  readonly #wallTime = (): number => this.#reactor.wallTime();
}
