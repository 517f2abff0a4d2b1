import type { DelayedCall } from "../../deferred/reactor-time.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import type {
  PullProducer,
  PullProducerOptions,
  PushProducer,
  PushProducerOptions,
  TextEncoding,
} from "../../transport/producer.js";
import type { StartTLSOptions } from "../../transport/tls-options.js";
import type { LoseConnectionOptions, StreamProtocol, Transport } from "../../transport/transport.js";
import { asBuffer } from "../../wire/as-buffer.js";
import { ProtocolWrapper } from "./protocol-wrapper.js";
import type { RateLimit } from "./rate-limit.js";
import { ThrottledWrites } from "./throttled-writes.js";

/** What a throttled connection is held to. All limits of a direction hold together. */
export interface ThrottledProtocolOptions {
  readonly read: readonly RateLimit[];
  readonly write: readonly RateLimit[];
  /** From how many delayed bytes on `write` gives false. */
  readonly highWaterMarkBytes: number;
}

/**
 * Holds a connection to a rate, each way (Twisted's ThrottlingProtocol). `ThrottlingFactory` makes them. A chunk that has come is
 * given on at once; then the wire isn't read until it is paid for.
 */
export class ThrottledProtocol<P extends StreamProtocol = StreamProtocol> extends ProtocolWrapper<P> {
  readonly #options: ThrottledProtocolOptions;
  #writes: ThrottledWrites | undefined = undefined;
  /** Runs while nothing may be read. */
  #readTimer: DelayedCall | undefined = undefined;
  /** The protocol itself has paused reading. */
  #readingPaused = false;

  constructor(wrapped: P, options: ThrottledProtocolOptions) {
    super(wrapped);
    this.#options = options;
  }

  override makeConnection(transport: Transport): void {
    const { write, highWaterMarkBytes } = this.#options;
    if (write.length > 0) this.#writes = new ThrottledWrites(transport, write, highWaterMarkBytes);
    super.makeConnection(transport);
  }

  override dataReceived(data: Buffer): void {
    if (this.#options.read.length > 0) this.#charge(data.length);
    super.dataReceived(data);
  }

  override pauseReading(): void {
    this.#readingPaused = true;
    super.pauseReading();
  }

  override resumeReading(): void {
    this.#readingPaused = false;
    if (this.#readTimer === undefined) super.resumeReading();
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#readTimer?.cancel();
    this.#readTimer = undefined;
    this.#writes?.stop();
    super.connectionLost(reason);
  }

  override get bufferedBytes(): number {
    return super.bufferedBytes + (this.#writes?.heldBytes ?? 0);
  }

  override write(data: Uint8Array | string, encoding?: TextEncoding): boolean {
    if (this.#writes === undefined) return super.write(data, encoding);
    return this.#writes.write([typeof data === "string" ? Buffer.from(data, encoding) : asBuffer(data)]);
  }

  override writeSequence(chunks: readonly (Uint8Array | string)[]): boolean {
    if (this.#writes === undefined) return super.writeSequence(chunks);
    return this.#writes.write(
      chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : asBuffer(chunk))),
    );
  }

  override loseConnection(options?: LoseConnectionOptions): void {
    super.loseConnection(options);
    this.#writes?.end();
  }

  override loseWriteConnection(): void {
    super.loseWriteConnection();
    this.#writes?.end();
  }

  override abortConnection(reason?: Error): void {
    super.abortConnection(reason);
    this.#writes?.stop();
  }

  override registerProducer(producer: PushProducer, options: PushProducerOptions): void;
  override registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  override registerProducer(producer: PushProducer & PullProducer, options: { readonly streaming: boolean }): void {
    if (this.#writes !== undefined) this.#writes.registerProducer(producer, options.streaming);
    else if (options.streaming) super.registerProducer(producer, { streaming: true });
    else super.registerProducer(producer, { streaming: false });
  }

  override unregisterProducer(): void {
    if (this.#writes === undefined) super.unregisterProducer();
    else this.#writes.unregisterProducer();
  }

  override startTLS(options: StartTLSOptions, leftover?: Uint8Array): void {
    // What was written before goes out in clear, so it can't stay here.
    this.#writes?.flush();
    super.startTLS(options, leftover);
  }

  #charge(bytes: number): void {
    const { clock } = this;
    const now = clock.now();
    let waitMs = 0;
    for (const limit of this.#options.read) waitMs = Math.max(waitMs, limit.take(bytes, now));
    if (waitMs === 0) return;
    this.#readTimer?.cancel();
    this.#readTimer = clock.callLater(waitMs, this.#waited);
    super.pauseReading();
  }

  readonly #waited = (): void => {
    this.#readTimer = undefined;
    if (!this.#readingPaused) super.resumeReading();
  };
}
