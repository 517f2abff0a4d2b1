import type { DelayedCall } from "../../deferred/reactor-time.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import type { TextEncoding } from "../../transport/producer.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import { ProtocolWrapper } from "./protocol-wrapper.js";

/** How long a connection may take, all in milliseconds, `Infinity` for no limit. */
export interface TimeoutLimits {
  /** Without a byte that comes from the peer or goes out to it. @default 300_000, `defaultLimits.idleTimeoutMs` */
  readonly idleTimeoutMs: number;
  /** In all, from when it was made. @default Infinity */
  readonly absoluteTimeoutMs: number;
  /** To end in good order once its time is over; it is aborted then. @default 10_000 */
  readonly graceMs: number;
}

/**
 * Ends a connection that is idle, or that goes on for too long (Twisted's TimeoutProtocol). `TimeoutFactory` makes them.
 *
 * Alive is a connection on which bytes come, or go out. What is written doesn't count where it stays in the queue: a peer
 * that reads nothing is idle, however much there is to send. The one timer looks how things stand when it goes off, and is
 * set anew for what is left; bytes only leave the time at which they passed.
 */
export class TimeoutProtocol<P extends StreamProtocol = StreamProtocol> extends ProtocolWrapper<P> {
  readonly #limits: TimeoutLimits;
  #timer: DelayedCall | undefined = undefined;
  #madeAt = 0;
  #receivedAt = 0;
  #sentAt = 0;
  #writtenBytes = 0;
  /** How many bytes had gone out, and whether some were waiting, when the timer last looked. */
  #sentBytes = 0;
  #waiting = false;
  #ending = false;

  constructor(wrapped: P, limits: TimeoutLimits) {
    super(wrapped);
    this.#limits = limits;
  }

  override makeConnection(transport: Transport): void {
    this.#madeAt = this.#receivedAt = this.#sentAt = transport.clock.now();
    const firstMs = Math.min(this.#limits.idleTimeoutMs, this.#limits.absoluteTimeoutMs);
    if (firstMs !== Infinity) this.#timer = transport.clock.callLater(firstMs, this.#check);
    super.makeConnection(transport);
  }

  override dataReceived(data: Buffer): void {
    this.#receivedAt = this.clock.now();
    super.dataReceived(data);
  }

  override write(data: Uint8Array | string, encoding?: TextEncoding): boolean {
    this.#written(typeof data === "string" ? Buffer.byteLength(data, encoding) : data.length);
    return super.write(data, encoding);
  }

  override writeSequence(chunks: readonly (Uint8Array | string)[]): boolean {
    let bytes = 0;
    for (const chunk of chunks) bytes += typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.length;
    this.#written(bytes);
    return super.writeSequence(chunks);
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    super.connectionLost(reason);
  }

  /**
   * The time is over. By default the connection is lost in good order; where it has not gone `graceMs` later, it is aborted
   * whatever this method did.
   */
  timeoutConnection(): void {
    this.loseConnection();
  }

  #written(bytes: number): void {
    this.#writtenBytes += bytes;
    if (!this.#waiting) this.#sentAt = this.clock.now();
  }

  readonly #check = (): void => {
    this.#timer = undefined;
    const { clock } = this;
    if (this.#ending) {
      this.abortConnection(new Error("The connection had timed out, and did not end in time."));
      return;
    }
    const now = clock.now();
    const { idleTimeoutMs, absoluteTimeoutMs, graceMs } = this.#limits;
    const leftMs = Math.min(this.#lastActivity(now) + idleTimeoutMs, this.#madeAt + absoluteTimeoutMs) - now;
    if (leftMs > 0) {
      this.#timer = clock.callLater(leftMs, this.#check);
      return;
    }
    this.#ending = true;
    if (graceMs !== Infinity) this.#timer = clock.callLater(graceMs, this.#check);
    this.timeoutConnection();
  };

  #lastActivity(now: number): number {
    const waitingBytes = this.bufferedBytes;
    const sentBytes = this.#writtenBytes - waitingBytes;
    const waiting = waitingBytes > 0;
    // Some bytes went out since the last look, or there was nothing that could: when exactly nobody has noted.
    if ((waiting || this.#waiting) && (sentBytes !== this.#sentBytes || !this.#waiting)) this.#sentAt = now;
    this.#sentBytes = sentBytes;
    this.#waiting = waiting;
    return Math.max(this.#receivedAt, this.#sentAt);
  }
}
