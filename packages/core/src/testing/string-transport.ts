/** A wire that goes nowhere, for the unit test of a protocol by itself (Twisted's StringTransport). */

import type { ReactorTime } from "../deferred/reactor-time.js";
import { Clock } from "../reactor/clock.js";
import type { Address } from "../transport/address.js";
import { Connection } from "../transport/connection.js";
import { ConnectionDone, type ConnectionEnd } from "../transport/connection-errors.js";
import type { ConnectionOwner } from "../transport/connection-set.js";
import type {
  PullProducer,
  PullProducerOptions,
  PushProducer,
  PushProducerOptions,
  TextEncoding,
} from "../transport/producer.js";
import type { StartTLSOptions, TLSInfo } from "../transport/tls-options.js";
import type { StreamProtocol } from "../transport/transport.js";

/** Who has the wire of a protocol that was given it with `makeConnection`, behind the wire's back. */
const nobody: StreamProtocol = {
  makeConnection: () => undefined,
  dataReceived: () => undefined,
  connectionLost: () => undefined,
  readConnectionLost: () => undefined,
};

export interface StringTransportOptions {
  /** @default 192.0.2.1:54321, over TCP */
  readonly peer?: Address;
  /** @default 192.0.2.2:25, over TCP */
  readonly host?: Address;
  /** The time it lives in. @default a new `Clock` */
  readonly clock?: ReactorTime;
  /** What a TLS handshake is to have agreed on. @default no TLS */
  readonly secure?: TLSInfo;
  /** Who keeps count of it, as the port that accepted it does. @default nobody */
  readonly owner?: ConnectionOwner;
}

/**
 * Keeps what a protocol writes and notes what it asks for. Nothing happens by itself: the test plays the network with `deliver`,
 * `deliverEnd`, `completeTLS` and `end`.
 *
 *     const transport = new StringTransport();
 *     transport.start(protocol);                 // or protocol.makeConnection(transport)
 *     transport.deliver("QUIT\r\n");
 *     expect(transport.text()).toBe("221 Bye\r\n");
 *     expect(transport.disconnecting).toBe(true);
 *     transport.end();                           // connectionLost
 */
export class StringTransport extends Connection {
  readonly peer: Address;
  readonly host: Address;
  secure: TLSInfo | undefined;
  /** Every write since the last `clear`, as it was made. */
  chunks: Buffer[] = [];
  /** Whether it is full: `write` then gives false, and a push producer is paused. Set it, and end it with `drain()`. */
  full = false;
  /** Whether `pauseReading` was the last word. */
  readingPaused = false;
  /** Whether our direction was closed with `loseWriteConnection`. */
  writeClosed = false;
  /** Whether `loseConnection` has let everything out, or the connection was aborted: `end()` is due. */
  disconnected = false;
  /** What `abortConnection` ended it with: a `ConnectionAborted`, with the reason that was given as its cause. */
  aborted: ConnectionEnd | undefined = undefined;
  /** What is registered as producer. */
  producer: PushProducer | PullProducer | undefined = undefined;
  /** Whether `producer` is a push producer. */
  streaming = false;
  /** The options of each `startTLS`. */
  readonly tlsStarted: StartTLSOptions[] = [];

  constructor(options: StringTransportOptions = {}) {
    super(options.clock ?? new Clock());
    this.peer = options.peer ?? { type: "tcp", family: 4, host: "192.0.2.1", port: 54321 };
    this.host = options.host ?? { type: "tcp", family: 4, host: "192.0.2.2", port: 25 };
    this.secure = options.secure;
    super.start(nobody, options.owner);
  }

  /** Gives this wire to `protocol`, and tells it so. */
  override start(protocol: StreamProtocol): void {
    this.switchProtocol(protocol);
  }

  /** All that was written since the last `clear`. */
  value(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** As `value`, as text. */
  text(encoding: TextEncoding = "utf8"): string {
    return this.value().toString(encoding);
  }

  /** Forgets what was written. */
  clear(): void {
    this.chunks = [];
  }

  /** Gives `text()` and forgets it. */
  takeText(encoding: TextEncoding = "utf8"): string {
    const text = this.text(encoding);
    this.clear();
    return text;
  }

  get bufferedBytes(): number {
    return this.full ? this.chunks.reduce((sum, chunk) => sum + chunk.length, 0) : 0;
  }

  /**
   * The peer sends `data`. An exception of the protocol aborts the connection, as in life.
   * @throws {TypeError} where this transport knows no protocol: give it one with `start`.
   */
  deliver(data: Uint8Array | string): void {
    if (this.protocol === nobody) {
      throw new TypeError(
        "Call start(protocol) instead of protocol.makeConnection(transport), so that there is somebody to deliver to.",
      );
    }
    this.received(Buffer.from(data));
  }

  /** The peer closes its direction. */
  deliverEnd(): void {
    this.readEnded();
  }

  /** The handshake of the last `startTLS` is completed. */
  completeTLS(secure: TLSInfo): void {
    this.secure = secure;
    this.handshakeDone();
  }

  /** The connection is over. @param reason @default what it was aborted with, or else `ConnectionDone` */
  end(reason: ConnectionEnd = this.aborted ?? new ConnectionDone()): void {
    this.ended(reason);
  }

  /** There is room again. */
  drain(): void {
    this.full = false;
    this.drained();
  }

  override registerProducer(producer: PushProducer, options: PushProducerOptions): void;
  override registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  override registerProducer(producer: PushProducer & PullProducer, options: { readonly streaming: boolean }): void {
    const before = this.producer;
    if (before === undefined) {
      this.producer = producer;
      this.streaming = options.streaming;
    }
    if (options.streaming) super.registerProducer(producer, { streaming: true });
    else super.registerProducer(producer, { streaming: false });
  }

  override unregisterProducer(): void {
    this.producer = undefined;
    super.unregisterProducer();
  }

  pauseReading(): void {
    this.readingPaused = true;
  }

  resumeReading(): void {
    this.readingPaused = false;
  }

  startTLS(options: StartTLSOptions, leftover?: Uint8Array): void {
    if (leftover !== undefined && leftover.length > 0) {
      this.abortConnection(new Error("Bytes came in clear before the TLS handshake."));
      return;
    }
    this.tlsStarted.push(options);
  }

  protected send(data: Uint8Array | string, encoding: TextEncoding): boolean {
    this.chunks.push(typeof data === "string" ? Buffer.from(data, encoding) : Buffer.from(data));
    return !this.full;
  }

  protected close(): void {
    this.disconnected = true;
  }

  protected closeWrite(): void {
    this.writeClosed = true;
  }

  protected abort(reason: ConnectionEnd): void {
    this.disconnected = true;
    this.aborted = reason;
  }
}
