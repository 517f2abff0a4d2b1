import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { DelayedCall } from "../../deferred/reactor-time.js";
import { tlsHandshakeDone, tlsHandshakeFailed } from "../../logging/diagnostics.js";
import type { Address } from "../../transport/address.js";
import { Connection } from "../../transport/connection.js";
import { connectionDone, ConnectionLost, type ConnectionEnd } from "../../transport/connection-errors.js";
import type { ConnectionOwner } from "../../transport/connection-set.js";
import type { TextEncoding } from "../../transport/producer.js";
import type { StartTLSOptions, TLSInfo } from "../../transport/tls-options.js";
import type { StreamProtocol } from "../../transport/transport.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { dropStream } from "./drop-stream.js";
import { type GatheredWrites, giveBackWrites, takeWrites } from "./gathered-writes.js";
import { localAddressOf, remoteAddressOf } from "./socket-address.js";
import {
  listenForData,
  listenForDrain,
  listenForFinish,
  listenForLoss,
  type StreamOwner,
  unlisten,
} from "./stream-listeners.js";
import { TLSHandshake } from "./tls-handshake.js";
import { NodeTLSInfo } from "./tls-info.js";

/** Where a connection's ends are. */
export interface ConnectionEnds {
  /** @default the remote address of the socket */
  readonly peer?: Address | undefined;
  /** @default the local address of the socket */
  readonly host?: Address | undefined;
  /** The stream below, where the connection's stream is a `TLSSocket` whose handshake is done. */
  readonly wire?: Duplex | undefined;
}

/** The TLS of a connection that has it. */
interface TLSLayer {
  /** The stream below. */
  readonly wire: Duplex;
  /** While it lasts nothing is written, so that nothing goes to a peer that turns out not to be the right one. */
  handshake: TLSHandshake | undefined;
  info: TLSInfo | undefined;
}

/** How far a connection is on its way to its end. */
interface Ending {
  /** Our direction is to be closed as soon as everything is out. */
  write: boolean;
  /** Everything is out and our direction is closed: only the peer's end of stream is waited for. */
  lingering: boolean;
  /** The peer's end of stream isn't waited for: it has said that nothing more comes. */
  peerIsDone: boolean;
  timer: DelayedCall | undefined;
  reason: ConnectionEnd | undefined;
}

const nowhere: Address = Object.freeze({ type: "pipe", name: "unknown" });

/**
 * A transport over any `Duplex` of Node's: a TCP or UNIX socket, a TLS socket, a pipe.
 *
 * What a protocol writes while it handles received bytes goes out as one when it returns; what it writes at other times goes
 * out as one at the end of the turn. Closing is patient: our end of stream goes out behind what is buffered, then we read
 * and drop what still comes until the peer closes too, because closing a socket with unread bytes in it resets the
 * connection and can take the last reply with it (RFC 9112 §9.6). A peer that never closes is dropped after `closeTimeoutMs`;
 * one that has said that it sends nothing more (`peerIsDone`) is not waited for.
 *
 * There may be very many of these, nearly all of them idle: what an idle connection doesn't need is made when it is needed.
 */
export class StreamConnection extends Connection implements StreamOwner {
  readonly #settings: ConnectionSettings;
  #peer: Address | undefined;
  #host: Address | undefined;
  #stream: Duplex;
  #paused = false;
  #writes: GatheredWrites | undefined = undefined;
  #tls: TLSLayer | undefined = undefined;
  #ending: Ending | undefined = undefined;

  constructor(stream: Duplex, ends: ConnectionEnds, settings: ConnectionSettings) {
    super(settings.clock);
    this.#settings = settings;
    this.#peer = ends.peer;
    this.#host = ends.host;
    this.#stream = stream;
    if (ends.wire !== undefined) this.#tls = { wire: ends.wire, handshake: undefined, info: undefined };
  }

  get peer(): Address {
    return (this.#peer ??= remoteAddressOf(this.#wire) ?? nowhere);
  }

  get host(): Address {
    return (this.#host ??= localAddressOf(this.#wire) ?? this.peer);
  }

  get secure(): TLSInfo | undefined {
    const tls = this.#tls;
    if (tls === undefined || tls.handshake !== undefined) return undefined;
    if (tls.info === undefined && this.#stream instanceof TLSSocket && !this.#stream.destroyed) {
      tls.info = new NodeTLSInfo(this.#stream);
    }
    return tls.info;
  }

  get bufferedBytes(): number {
    return (this.#writes?.length ?? 0) + this.#stream.writableLength;
  }

  get releasesWrites(): boolean {
    return this.#stream instanceof Socket;
  }

  override start(protocol: StreamProtocol, owner?: ConnectionOwner): void {
    listenForLoss(this.#stream, this);
    listenForData(this.#stream);
    super.start(protocol, owner);
  }

  pauseReading(): void {
    this.#paused = true;
    if (!this.#shakingHands && this.#ending?.lingering !== true) this.#stream.pause();
  }

  resumeReading(): void {
    this.#paused = false;
    if (!this.#shakingHands) this.#stream.resume();
  }

  startTLS(options: StartTLSOptions, leftover?: Uint8Array): void {
    if (this.#tls !== undefined) {
      throw new TypeError("This connection speaks TLS already. For TLS inside TLS use reactor.startTLSOver().");
    }
    if (!this.connected || this.disconnecting) return;
    if (leftover !== undefined && leftover.length > 0) {
      this.abortConnection(
        new Error("The peer sent bytes before the TLS handshake that the protocol did not ask for."),
      );
      return;
    }
    const handshake = new TLSHandshake(options, this.peer, this.clock);
    const wire = this.#stream;
    this.#writes?.flushTo(wire);
    unlisten(wire);
    if (this.#writes !== undefined) this.#writes.listensForDrain = false;
    this.#tls = { wire, handshake, info: undefined };
    this.#stream = handshake.begin(wire, (error) => {
      this.#handshakeSettled(error);
    });
    listenForLoss(this.#stream, this);
  }

  // What the stream's listeners call.

  streamData(data: Buffer): void {
    const writes = (this.#writes ??= takeWrites());
    writes.flushIsDue = true;
    this.received(data);
    StreamConnection.#endTurn(this, writes);
  }

  streamEnded(stream: Duplex): void {
    if (this.#ending?.lingering === true) stream.destroy();
    else this.readEnded();
  }

  streamDrained(): void {
    if (this.#writes !== undefined) this.#tellDrained(this.#writes);
  }

  streamFinished(): void {
    this.#linger();
  }

  streamFailed(stream: Duplex, error: Error): void {
    if (this.#ending?.lingering === true) return;
    this.#end.reason ??= new ConnectionLost(`The connection was lost: ${error.message}.`, { cause: error });
    // A TLS socket tells of a broken record and lives on; nothing good can come after it.
    if (!stream.destroyed) stream.destroy();
  }

  streamClosed(stream: Duplex): void {
    const ending = this.#ending;
    ending?.timer?.cancel();
    this.#writes = undefined;
    if (ending?.reason !== undefined) this.ended(ending.reason);
    else if (ending?.lingering === true || (stream.readableEnded && stream.writableFinished))
      this.ended(connectionDone());
    else this.ended(new ConnectionLost());
  }

  protected send(data: Uint8Array | string, encoding: TextEncoding): boolean {
    const keepsText = typeof data !== "string" || (encoding === "latin1" && this.#stream instanceof Socket);
    const written = keepsText ? data : Buffer.from(data, encoding);
    const writes = (this.#writes ??= takeWrites());
    if (written.length > 0) {
      writes.add(written);
      if (writes.isLarge) {
        this.#flush(writes);
      } else if (!writes.flushIsDue) {
        writes.flushIsDue = true;
        process.nextTick(StreamConnection.#endTurn, this, writes);
      }
    }
    if (this.#hasRoom(writes)) return true;
    writes.full = true;
    if (!writes.listensForDrain) {
      writes.listensForDrain = true;
      listenForDrain(this.#stream);
    }
    return false;
  }

  protected close(): void {
    const stream = this.#stream;
    if (!this.#waitsForPeer && stream instanceof Socket) {
      this.#writes?.flushTo(stream);
      // Where the kernel has all of it, closing sends the end of stream behind it, and nothing needs to be shut down before.
      if (stream.writableLength === 0) {
        this.#linger();
        return;
      }
    }
    this.closeWrite();
    if (stream.writableFinished) this.#linger();
  }

  protected override peerIsDone(): void {
    this.#end.peerIsDone = true;
  }

  protected closeWrite(): void {
    this.#end.write = true;
    if (this.#shakingHands || this.#stream.writableEnded) return;
    this.#writes?.flushTo(this.#stream);
    listenForFinish(this.#stream);
    this.#stream.end();
  }

  protected abort(reason: ConnectionEnd): void {
    this.#end.reason ??= reason;
    this.#writes?.clear();
    // We may be called from within OpenSSL, which does not survive that its socket is closed under it.
    if (this.#tls === undefined) this.#drop();
    else setImmediate(StreamConnection.#dropLater, this);
  }

  #drop(): void {
    dropStream(this.#stream, this.#wire, this.peer.type === "tcp");
  }

  static #dropLater(this: void, self: StreamConnection): void {
    self.#drop();
  }

  /** The lowest stream. */
  get #wire(): Duplex {
    return this.#tls?.wire ?? this.#stream;
  }

  get #shakingHands(): boolean {
    return this.#tls?.handshake !== undefined;
  }

  get #end(): Ending {
    return (this.#ending ??= {
      write: false,
      lingering: false,
      peerIsDone: false,
      timer: undefined,
      reason: undefined,
    });
  }

  /** Whether the peer's end of stream is waited for. In TLS the peer answers ours with an alert, which must not find the socket closed. */
  get #waitsForPeer(): boolean {
    return this.#ending?.peerIsDone !== true || this.#tls !== undefined;
  }

  #hasRoom(writes: GatheredWrites): boolean {
    const stream = this.#stream;
    return writes.length + stream.writableLength < stream.writableHighWaterMark;
  }

  #flush(writes: GatheredWrites): void {
    if (!this.#shakingHands) writes.flushTo(this.#stream);
  }

  static #endTurn(this: void, self: StreamConnection, writes: GatheredWrites): void {
    if (self.#writes !== writes) return;
    writes.flushIsDue = false;
    self.#flush(writes);
    // A stream whose own queue never filled up will not say that it has drained.
    if (writes.full && !self.#shakingHands && !self.#stream.writableNeedDrain) self.#tellDrained(writes);
    if (writes.isIdle) self.#restWrites(writes);
  }

  #restWrites(writes: GatheredWrites): void {
    if (this.#writes !== writes) return;
    this.#writes = undefined;
    giveBackWrites(writes);
  }

  #tellDrained(writes: GatheredWrites): void {
    if (!writes.full || !this.#hasRoom(writes)) return;
    writes.full = false;
    this.drained();
  }

  /** Reads and drops what the peer still sends, until it closes too. */
  #linger(): void {
    const end = this.#end;
    if (!this.disconnecting || end.lingering) return;
    const stream = this.#stream;
    end.lingering = true;
    if (stream.readableEnded || !this.#waitsForPeer) {
      stream.destroy();
      return;
    }
    stream.resume();
    end.timer = this.clock.callLater(this.#settings.closeTimeoutMs, () => {
      stream.destroy();
    });
  }

  #handshakeSettled(error: Error | undefined): void {
    if (this.#tls !== undefined) this.#tls.handshake = undefined;
    if (error !== undefined) {
      tlsHandshakeFailed(this.peer, error);
      this.#end.reason ??= new ConnectionLost(error.message, { cause: error });
      this.#stream.destroy();
      return;
    }
    listenForData(this.#stream);
    if (this.#paused) this.#stream.pause();
    tlsHandshakeDone(this);
    const writes = (this.#writes ??= takeWrites());
    writes.flushIsDue = true;
    this.handshakeDone();
    StreamConnection.#endTurn(this, writes);
    if (this.#ending?.write === true) this.closeWrite();
  }
}
