import type { ReactorTime } from "../../deferred/reactor-time.js";
import { Logger } from "../../logging/logger.js";
import { formatAddress, type Address } from "../../transport/address.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import type {
  PullProducer,
  PullProducerOptions,
  PushProducer,
  PushProducerOptions,
  TextEncoding,
} from "../../transport/producer.js";
import type { StartTLSOptions, TLSInfo } from "../../transport/tls-options.js";
import type { LoseConnectionOptions, StreamProtocol, Transport } from "../../transport/transport.js";

const log = new Logger("twist.core.policies");

/**
 * Stands between a wire and a protocol (Twisted's ProtocolWrapper): to the wire it is the protocol, to the protocol it is the
 * wire. By itself it passes everything on, both ways; a policy overrides what it wants to see or change. It stays in place when
 * the protocol switches to another one.
 */
export class ProtocolWrapper<P extends StreamProtocol = StreamProtocol> implements StreamProtocol, Transport {
  /** The protocol that was wrapped at first. `current` is the one that speaks now. */
  readonly wrapped: P;
  /** The protocol that speaks now. */
  protected current: StreamProtocol;
  #below!: Transport;

  constructor(wrapped: P) {
    this.wrapped = wrapped;
    this.current = wrapped;
  }

  /** The wire below. It is there from `makeConnection` on. */
  get below(): Transport {
    return this.#below;
  }

  // To the wire: a protocol.

  makeConnection(transport: Transport): void {
    this.#below = transport;
    this.current.makeConnection(this);
  }

  dataReceived(data: Buffer): void {
    this.current.dataReceived(data);
  }

  readConnectionLost(): void {
    if (this.current.readConnectionLost === undefined) this.loseConnection();
    else this.current.readConnectionLost();
  }

  finishConnection(): void {
    if (this.current.finishConnection === undefined) this.loseConnection();
    else this.current.finishConnection();
  }

  handshakeCompleted(): void {
    this.current.handshakeCompleted?.();
  }

  connectionLost(reason: ConnectionEnd): void {
    this.current.connectionLost(reason);
  }

  // To the protocol: a wire.

  get peer(): Address {
    return this.#below.peer;
  }

  get host(): Address {
    return this.#below.host;
  }

  get secure(): TLSInfo | undefined {
    return this.#below.secure;
  }

  get clock(): ReactorTime {
    return this.#below.clock;
  }

  get connected(): boolean {
    return this.#below.connected;
  }

  get disconnecting(): boolean {
    return this.#below.disconnecting;
  }

  get bufferedBytes(): number {
    return this.#below.bufferedBytes;
  }

  get releasesWrites(): boolean {
    return this.#below.releasesWrites === true;
  }

  write(data: Uint8Array | string, encoding?: TextEncoding): boolean {
    return this.#below.write(data, encoding);
  }

  writeSequence(chunks: readonly (Uint8Array | string)[]): boolean {
    return this.#below.writeSequence(chunks);
  }

  loseConnection(options?: LoseConnectionOptions): void {
    this.#below.loseConnection(options);
  }

  loseWriteConnection(): void {
    this.#below.loseWriteConnection();
  }

  abortConnection(reason?: Error): void {
    this.#below.abortConnection(reason);
  }

  pauseReading(): void {
    this.#below.pauseReading();
  }

  resumeReading(): void {
    this.#below.resumeReading();
  }

  registerProducer(producer: PushProducer, options: PushProducerOptions): void;
  registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  registerProducer(producer: PushProducer & PullProducer, options: PushProducerOptions & PullProducerOptions): void {
    this.#below.registerProducer(producer, options);
  }

  unregisterProducer(): void {
    this.#below.unregisterProducer();
  }

  startTLS(options: StartTLSOptions, leftover?: Uint8Array): void {
    this.#below.startTLS(options, leftover);
  }

  switchProtocol(next: StreamProtocol, leftover?: Buffer): void {
    if (!this.connected) return;
    this.current = next;
    try {
      next.makeConnection(this);
      // Not to `next`: it may have handed the wire on at once.
      if (leftover !== undefined && leftover.length > 0 && this.#isOpen()) this.current.dataReceived(leftover);
    } catch (error) {
      this.#failed(error);
    }
  }

  #isOpen(): boolean {
    return this.connected && !this.disconnecting;
  }

  /** As on a bare wire, an exception of the next protocol ends the connection, and not whatever the last one was doing. */
  #failed(error: unknown): void {
    log.error("An exception came out of a protocol that was switched to; the connection is aborted", {
      peer: formatAddress(this.peer),
      error,
    });
    this.abortConnection(
      error instanceof Error ? error : new Error("The protocol threw something that is no Error.", { cause: error }),
    );
  }
}
