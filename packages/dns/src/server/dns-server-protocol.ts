import { Deferred, Int16StringReceiver } from "@twist/core";
import { IdleTimeout } from "@twist/core/policies";
import type { AnswerSink } from "./answering.js";
import type { DNSQueryOrigin } from "./dns-query.js";
import type { DNSServerLimits } from "./dns-server-limits.js";
import type { QueryProcessor } from "./query-processor.js";

/**
 * A DNS server on a stream: TCP, or TLS as RFC 7858 has it. Queries are answered as their answers come, in any order (RFC 7766 §7).
 * Nothing more is read while too many wait for their answers, or while the peer doesn't take those it has got; the time-outs count
 * whole queries, so that a peer which sends one byte at a time gains nothing.
 */
export class DNSServerProtocol extends Int16StringReceiver implements AnswerSink {
  readonly #processor: QueryProcessor;
  readonly #limits: DNSServerLimits;
  #timeout: IdleTimeout | undefined;
  #origin: DNSQueryOrigin | undefined;
  /** Queries that wait for their answers. */
  #pending = 0;
  #wireIsFull = false;
  #isPaused = false;
  /** Nothing that comes is answered any more. */
  #isFinishing = false;
  /** Nothing comes any more. */
  #hasAll = false;
  /** Queries that came before are being looked at. */
  #isReading = false;
  #isOver = false;
  /** Who sends an answer of many messages, and waits until the wire has room. */
  readonly #waiting: Deferred<void>[] = [];

  constructor(processor: QueryProcessor, limits: DNSServerLimits) {
    super();
    this.#processor = processor;
    this.#limits = limits;
    this.maxFrameBytes = 0xffff;
  }

  override connectionMade(): void {
    const { transport } = this;
    this.#origin = {
      transport: transport.secure === undefined ? "tcp" : "tls",
      peer: transport.peer,
      clock: transport.clock,
    };
    this.#timeout = new IdleTimeout(transport.clock, this.#limits.firstQueryTimeoutMs, () => {
      transport.abortConnection();
    });
    transport.registerProducer(
      {
        pauseProducing: () => {
          this.#wireIsFull = true;
          this.#update();
        },
        resumeProducing: () => {
          this.#wireIsFull = false;
          for (const waiting of this.#waiting.splice(0)) waiting.callback();
          this.#update();
          this.#closeIfDone();
        },
        stopProducing: () => {
          // `connectionLost` tells it too.
        },
      },
      { streaming: true },
    );
  }

  override stringReceived(query: Buffer): void {
    const origin = this.#origin;
    if (origin === undefined || this.#isFinishing) return;
    if (this.#timeout !== undefined) this.#timeout.timeoutMs = this.#limits.idleTimeoutMs;
    this.#pending += 1;
    this.#update();
    // The answer may take its time, and the bytes are the framer's.
    this.#processor.process(Buffer.from(query), origin, this);
  }

  /** The server is stopping: what is asked already is answered. */
  override finishConnection(): void {
    this.#isFinishing = true;
    this.#closeIfDone();
  }

  /** The peer is done: what it has asked is still answered (RFC 7766 §6.2.4). */
  override readConnectionLost(): void {
    this.#hasAll = true;
    this.#closeIfDone();
  }

  override connectionLost(): void {
    this.#isOver = true;
    this.#timeout?.stop();
    for (const waiting of this.#waiting.splice(0)) waiting.callback();
  }

  /** For the answers. */
  send(message: Buffer): boolean {
    if (this.#isOver) return true;
    this.#timeout?.reset();
    return this.sendString(message);
  }

  /** For the answers. */
  drained(): PromiseLike<void> {
    const room = new Deferred<void>();
    if (this.#isOver || !this.#wireIsFull) room.callback();
    else this.#waiting.push(room);
    return room;
  }

  /** For the answers. */
  get isOpen(): boolean {
    return !this.#isOver;
  }

  /** For the answers. */
  end(): void {
    this.#pending -= 1;
    if (this.#isOver) return;
    this.#timeout?.reset();
    this.#update();
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    const waits = this.#pending > 0 || this.#isOver;
    const isLast = this.#isFinishing || (this.#hasAll && !this.#isPaused && !this.#isReading);
    if (waits || !isLast) return;
    // The transport would wait for a producer that has nothing more to say.
    this.transport.unregisterProducer();
    this.transport.loseConnection();
  }

  #update(): void {
    const pause = this.#wireIsFull || this.#pending >= this.#limits.maxQueriesPerConnection;
    if (pause === this.#isPaused) return;
    this.#isPaused = pause;
    if (pause) {
      this.pauseProducing();
      return;
    }
    this.#isReading = true;
    this.resumeProducing();
    this.#isReading = false;
  }
}
