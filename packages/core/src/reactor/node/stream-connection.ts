import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import { tlsHandshakeDone, tlsHandshakeFailed } from "../../logging/diagnostics.js";
import type { Address } from "../../transport/address.js";
import { Connection } from "../../transport/connection.js";
import { ConnectionDone, ConnectionLost, type ConnectionEnd } from "../../transport/connection-errors.js";
import type { ConnectionOwner } from "../../transport/connection-set.js";
import type { TextEncoding } from "../../transport/producer.js";
import type { StartTLSOptions, TLSInfo } from "../../transport/tls-options.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { GatheredWrites } from "./gathered-writes.js";
import { localAddressOf } from "./socket-address.js";
import { TLSHandshake } from "./tls-handshake.js";
import { NodeTLSInfo } from "./tls-info.js";

/** What all connections of a reactor share. */
export interface ConnectionSettings {
  readonly clock: ReactorTime;
  /** How long a connection that we have closed waits for the peer to close its side too. */
  readonly closeTimeoutMs: number;
}

/** From how many waiting bytes on `write` says that there is more than enough. */
export const highWaterMarkBytes = 65_536;

/** Where a connection's ends are. */
export interface ConnectionEnds {
  readonly peer: Address;
  /** Our end. @default the local address of the socket, asked for when somebody wants to know it */
  readonly host?: Address | undefined;
  /** The stream below, where the connection's stream is a `TLSSocket` whose handshake is done. */
  readonly wire?: Duplex;
}

/** From a stream to its connection, so that all streams share their listeners. */
const connection = Symbol("twist.connection");

type OwnedStream = Duplex & { [connection]?: StreamConnection };

/**
 * A transport over any `Duplex` of Node's: a TCP or UNIX socket, a TLS socket, a pipe.
 *
 * What a protocol writes while it handles received bytes goes out as one when it returns; what it writes at other times goes
 * out as one at the end of the turn. Closing is patient: our end of stream goes out behind what is buffered, then we read
 * and drop what still comes until the peer closes too, because closing a socket with unread bytes in it resets the
 * connection and can take the last reply with it (RFC 9112 §9.6). A peer that never closes is dropped after `closeTimeoutMs`.
 */
export class StreamConnection extends Connection {
  readonly peer: Address;
  readonly #settings: ConnectionSettings;
  #host: Address | undefined;
  #stream: OwnedStream;
  /** The lowest stream: what an abort resets. */
  readonly #wire: Duplex;
  #secure: TLSInfo | undefined = undefined;
  #handshake: TLSHandshake | undefined = undefined;
  #writes: GatheredWrites | undefined = undefined;
  /** A flush will come by itself: at the end of the running `dataReceived`, or of the turn. */
  #gathering = false;
  /** `write` said false, and nobody has been told yet that there is room again. */
  #full = false;
  #listensForDrain = false;
  #paused = false;
  /** Our direction is to be closed as soon as everything is out. */
  #writeEnding = false;
  /** Everything is out and our direction is closed: only the peer's end of stream is waited for. */
  #lingering = false;
  #lingerTimer: DelayedCall | undefined = undefined;
  #reason: ConnectionEnd | undefined = undefined;

  constructor(stream: Duplex, ends: ConnectionEnds, settings: ConnectionSettings) {
    super(settings.clock);
    this.peer = ends.peer;
    this.#host = ends.host;
    this.#stream = stream;
    this.#wire = ends.wire ?? stream;
    this.#settings = settings;
  }

  get host(): Address {
    return (this.#host ??= localAddressOf(this.#wire) ?? this.peer);
  }

  get secure(): TLSInfo | undefined {
    if (this.#secure === undefined && this.#handshake === undefined && this.#stream instanceof TLSSocket) {
      if (!this.#stream.destroyed) this.#secure = new NodeTLSInfo(this.#stream);
    }
    return this.#secure;
  }

  get bufferedBytes(): number {
    return (this.#writes?.length ?? 0) + this.#stream.writableLength;
  }

  override start(protocol: StreamProtocol, owner?: ConnectionOwner): void {
    this.#listenForLoss();
    this.#listenForData();
    super.start(protocol, owner);
  }

  pauseReading(): void {
    this.#paused = true;
    if (this.#handshake === undefined && !this.#lingering) this.#stream.pause();
  }

  resumeReading(): void {
    this.#paused = false;
    if (this.#handshake === undefined) this.#stream.resume();
  }

  startTLS(options: StartTLSOptions, leftover?: Uint8Array): void {
    if (this.#handshake !== undefined || this.#stream instanceof TLSSocket) {
      throw new TypeError("This connection speaks TLS already. For TLS inside TLS use reactor.startTLSOver().");
    }
    if (!this.connected || this.disconnecting) return;
    if (leftover !== undefined && leftover.length > 0) {
      this.abortConnection(new Error("The peer sent bytes before the TLS handshake that the protocol did not ask for."));
      return;
    }
    const handshake = new TLSHandshake(options, this.peer, this.clock);
    this.#writes?.flushTo(this.#stream);
    this.#unlisten();
    this.#handshake = handshake;
    this.#stream = handshake.begin(this.#stream, (error) => {
      this.#handshakeSettled(error);
    });
    this.#listenForLoss();
  }

  protected send(data: Uint8Array | string, encoding: TextEncoding): boolean {
    const bytes = typeof data === "string" ? Buffer.from(data, encoding) : data;
    if (bytes.length > 0) {
      const writes = (this.#writes ??= new GatheredWrites());
      writes.add(bytes);
      if (writes.isLarge) {
        this.#flush();
      } else if (!this.#gathering) {
        this.#gathering = true;
        process.nextTick(StreamConnection.#endGathering, this);
      }
    }
    if (this.#hasRoom) return true;
    this.#full = true;
    if (!this.#listensForDrain) {
      this.#listensForDrain = true;
      this.#stream.on("drain", StreamConnection.#onDrain);
    }
    return false;
  }

  protected close(): void {
    this.closeWrite();
    if (this.#stream.writableFinished) this.#linger();
  }

  protected closeWrite(): void {
    this.#writeEnding = true;
    if (this.#handshake !== undefined || this.#stream.writableEnded) return;
    this.#flush();
    this.#stream.on("finish", StreamConnection.#onFinish);
    this.#stream.end();
  }

  protected abort(reason: ConnectionEnd): void {
    this.#reason ??= reason;
    this.#writes?.clear();
    const wire = this.#wire;
    if (this.peer.type === "tcp" && wire instanceof Socket && !wire.destroyed) wire.resetAndDestroy();
    this.#stream.destroy();
  }

  get #hasRoom(): boolean {
    const stream = this.#stream;
    return (this.#writes?.length ?? 0) + stream.writableLength < stream.writableHighWaterMark;
  }

  /** During a TLS handshake everything is kept, so that nothing goes to a peer that turns out not to be the right one. */
  #flush(): void {
    if (this.#handshake === undefined) this.#writes?.flushTo(this.#stream);
  }

  /** Reads and drops what the peer still sends, until it closes too. */
  #linger(): void {
    if (!this.disconnecting || this.#lingering) return;
    const stream = this.#stream;
    this.#lingering = true;
    if (stream.readableEnded) {
      stream.destroy();
      return;
    }
    stream.resume();
    this.#lingerTimer = this.clock.callLater(this.#settings.closeTimeoutMs, () => {
      stream.destroy();
    });
  }

  #handshakeSettled(error: Error | undefined): void {
    this.#handshake = undefined;
    if (error !== undefined) {
      tlsHandshakeFailed(this.peer, error);
      this.#reason ??= new ConnectionLost(error.message, { cause: error });
      this.#stream.destroy();
      return;
    }
    this.#listenForData();
    if (this.#paused) this.#stream.pause();
    tlsHandshakeDone(this);
    this.#gathering = true;
    this.handshakeDone();
    StreamConnection.#endGathering(this);
    if (this.#writeEnding) this.closeWrite();
  }

  #listenForLoss(): void {
    const stream = this.#stream;
    stream[connection] = this;
    stream.on("error", StreamConnection.#onError);
    stream.on("close", StreamConnection.#onClose);
  }

  #listenForData(): void {
    this.#stream.on("data", StreamConnection.#onData);
    this.#stream.on("end", StreamConnection.#onEnd);
  }

  #unlisten(): void {
    const stream = this.#stream;
    stream.pause();
    stream.off("data", StreamConnection.#onData);
    stream.off("end", StreamConnection.#onEnd);
    stream.off("drain", StreamConnection.#onDrain);
    stream.off("error", StreamConnection.#onError);
    stream.off("close", StreamConnection.#onClose);
    this.#listensForDrain = false;
  }

  static #endGathering(this: void, self: StreamConnection): void {
    self.#gathering = false;
    self.#flush();
    // A stream whose own queue never filled up will not say that it has drained.
    if (self.#full && self.#handshake === undefined && !self.#stream.writableNeedDrain) self.#tellDrained();
  }

  #tellDrained(): void {
    if (!this.#full || !this.#hasRoom) return;
    this.#full = false;
    this.drained();
  }

  static #onData(this: OwnedStream, data: Buffer): void {
    const self = this[connection];
    if (self === undefined) return;
    self.#gathering = true;
    self.received(data);
    StreamConnection.#endGathering(self);
  }

  static #onEnd(this: OwnedStream): void {
    const self = this[connection];
    if (self === undefined) return;
    if (self.#lingering) this.destroy();
    else self.readEnded();
  }

  static #onDrain(this: OwnedStream): void {
    const self = this[connection];
    if (self !== undefined) self.#tellDrained();
  }

  static #onFinish(this: OwnedStream): void {
    const self = this[connection];
    if (self !== undefined) self.#linger();
  }

  static #onError(this: OwnedStream, error: Error): void {
    const self = this[connection];
    if (self === undefined || self.#lingering) return;
    self.#reason ??= new ConnectionLost(`The connection was lost: ${error.message}.`, { cause: error });
  }

  static #onClose(this: OwnedStream): void {
    const self = this[connection];
    if (self === undefined) return;
    const inOrder = self.#lingering || (this.readableEnded && this.writableFinished);
    self.#lingerTimer?.cancel();
    self.#writes = undefined;
    self.ended(self.#reason ?? (inOrder ? new ConnectionDone() : new ConnectionLost()));
  }
}
