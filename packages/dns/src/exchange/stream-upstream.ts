import {
  type Deferred,
  Factory,
  fail,
  type ProtocolFactory,
  type ReactorTime,
  type StreamProtocol,
  ConnectionRefusedError,
  TLSHandshakeError,
} from "@twist/core";
import { assertLimit } from "@twist/core/wire";
import type { Message } from "../wire/message.js";
import { DNSClientProtocol } from "./dns-client-protocol.js";
import { DNSExchangeError } from "./dns-exchange-error.js";
import { ResponseStream } from "./response-stream.js";
import { type QueryHolder, StreamQuery } from "./stream-query.js";
import { defaultExchangeTimeoutMs, type ExchangeOptions, type StreamingUpstream } from "./upstream.js";

/** How connections are used. */
export interface StreamUpstreamOptions {
  /** An idle connection is closed after this long, unless the server says otherwise (RFC 7828). @default 10_000 */
  readonly idleTimeoutMs?: number | undefined;
  /** Making a connection may take this long. @default 5_000 */
  readonly connectTimeoutMs?: number | undefined;
  /** Queries that wait for their answer at a time. @default 1_000 */
  readonly maxPendingQueries?: number | undefined;
}

/** How a connection is made, and what it is called. */
export interface StreamConnector {
  readonly name: string;
  readonly clock: ReactorTime;
  readonly padTo?: number | undefined;
  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, timeoutMs: number): Deferred<P>;
}

/**
 * Asks a server on one connection, which is made when it is needed, shared by all queries and kept a while (RFC 7766 §6.2.1). Where the
 * server closes a connection that worked before, what it left unanswered is asked once more on a new one (§6.2.4).
 */
export class StreamUpstream implements StreamingUpstream, QueryHolder {
  readonly name: string;
  readonly #connector: StreamConnector;
  readonly #idleTimeoutMs: number;
  readonly #connectTimeoutMs: number;
  readonly #maxPendingQueries: number;
  #connection: DNSClientProtocol | undefined;
  /** All that are open: those that get no more queries too. */
  readonly #connections = new Set<DNSClientProtocol>();
  #connecting: Deferred<unknown> | undefined;
  /** What waits for a connection. */
  readonly #waiting = new Set<StreamQuery>();
  readonly #streams = new Set<ResponseStream>();
  #pending = 0;
  #isClosed = false;

  /** @throws {RangeError} for a limit that is none. */
  constructor(connector: StreamConnector, options: StreamUpstreamOptions = {}) {
    const { idleTimeoutMs = 10_000, connectTimeoutMs = 5_000, maxPendingQueries = 1_000 } = options;
    assertLimit("idleTimeoutMs", idleTimeoutMs);
    assertLimit("connectTimeoutMs", connectTimeoutMs);
    assertLimit("maxPendingQueries", maxPendingQueries);
    this.name = connector.name;
    this.#connector = connector;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#maxPendingQueries = maxPendingQueries;
  }

  /** How many queries wait for their answer. */
  get pendingQueries(): number {
    return this.#pending;
  }

  exchange(query: Message, options: ExchangeOptions = {}): Deferred<Message> {
    if (options.signal?.aborted === true) return fail(options.signal.reason);
    if (this.#isClosed) return fail(this.#closedError());
    if (this.#pending >= this.#maxPendingQueries) {
      return fail(new DNSExchangeError("TOO_MANY_QUERIES", `too many queries wait for ${this.name}`));
    }
    const { timeoutMs = defaultExchangeTimeoutMs } = options;
    const waiting = new StreamQuery(query, options.key, this);
    this.#pending += 1;
    this.#send(waiting);
    return waiting.answer
      .addFinally(() => {
        this.#pending -= 1;
      })
      .addTimeout(timeoutMs, this.#connector.clock, (): never => {
        throw waiting.sent === undefined
          ? new DNSExchangeError(
              "CONNECTION_FAILED",
              `no connection with ${this.name} within ${String(Math.round(timeoutMs))} ms`,
            )
          : new DNSExchangeError("TIMEOUT", `${this.name} did not answer within ${String(Math.round(timeoutMs))} ms`);
      })
      .withSignal(options.signal);
  }

  exchangeStream(query: Message, options: ExchangeOptions = {}): AsyncIterable<Message> {
    return {
      [Symbol.asyncIterator]: () => this.#readStream(query, options),
    };
  }

  /** For a query that waits for a connection. */
  abandon(query: StreamQuery): void {
    this.#waiting.delete(query);
  }

  close(): void {
    this.#isClosed = true;
    const error = this.#closedError();
    this.#failWaiting(error);
    this.#connecting?.cancel();
    for (const connection of [...this.#connections]) {
      for (const query of connection.abort(error)) query.answer.errback(error);
    }
    for (const stream of [...this.#streams]) stream.fail(error);
  }

  #send(query: StreamQuery): void {
    if (this.#connection?.isUsable === true) {
      try {
        this.#connection.ask(query);
      } catch (error) {
        // It can't be written, and others wait behind it.
        query.answer.errback(error);
      }
      return;
    }
    query.holder = this;
    this.#waiting.add(query);
    if (this.#connecting === undefined) this.#connect();
  }

  #connect(): void {
    const options = { name: this.name, idleTimeoutMs: this.#idleTimeoutMs, padTo: this.#connector.padTo };
    const factory = Factory.from(() => new DNSClientProtocol(options, this.#ended));
    const connecting = this.#connector.connect(factory, this.#connectTimeoutMs);
    this.#connecting = connecting;
    connecting.addCallbacks(
      (connection) => {
        this.#connecting = undefined;
        this.#connection = connection;
        this.#connections.add(connection);
        const waiting = [...this.#waiting];
        this.#waiting.clear();
        for (const query of waiting) this.#send(query);
      },
      (error) => {
        this.#connecting = undefined;
        this.#failWaiting(connectFailure(this.name, error));
      },
    );
  }

  readonly #ended = (connection: DNSClientProtocol, unanswered: readonly StreamQuery[]): void => {
    this.#connections.delete(connection);
    if (this.#connection === connection) this.#connection = undefined;
    for (const query of unanswered) {
      // A server may close an idle connection at the moment at which a query is on its way there.
      if (query.tries === 1 && connection.hasAnswered) this.#send(query);
      else query.answer.errback(lostBeforeAnswer(this.name));
    }
  };

  #failWaiting(error: DNSExchangeError): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const query of waiting) query.answer.errback(error);
  }

  async *#readStream(query: Message, options: ExchangeOptions): AsyncGenerator<Message, void, void> {
    if (this.#isClosed) throw this.#closedError();
    options.signal?.throwIfAborted();
    const stream = new ResponseStream(query, {
      name: this.name,
      timeoutMs: options.timeoutMs ?? defaultExchangeTimeoutMs,
      key: options.key,
      padTo: this.#connector.padTo,
    });
    this.#streams.add(stream);
    try {
      await this.#connector
        .connect(
          Factory.from(() => stream),
          this.#connectTimeoutMs,
        )
        .addErrback((error): never => {
          throw connectFailure(this.name, error);
        })
        .withSignal(options.signal);
      for (;;) yield await stream.next().withSignal(options.signal);
    } finally {
      this.#streams.delete(stream);
      stream.close();
    }
  }

  #closedError(): DNSExchangeError {
    return new DNSExchangeError("CLOSED", `${this.name} was closed`);
  }
}

function lostBeforeAnswer(name: string): DNSExchangeError {
  return new DNSExchangeError("CONNECTION_LOST", `the connection with ${name} ended before the answer`);
}

function connectFailure(name: string, error: unknown): DNSExchangeError {
  if (error instanceof ConnectionRefusedError) {
    return new DNSExchangeError("CONNECTION_REFUSED", `nobody listens at ${name}`, error);
  }
  const what = error instanceof TLSHandshakeError ? "TLS could not be agreed on" : "no connection could be made";
  return new DNSExchangeError("CONNECTION_FAILED", `${what} with ${name}: the cause says why`, error);
}
