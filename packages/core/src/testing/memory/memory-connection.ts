/**
 * A connection whose bytes stay in this process. It keeps what the protocol wrote until the wire below takes it, and hands the
 * protocol what the wire delivers. How bytes travel, when, and in what pieces, is the wire's business; TLS, where there is any, is
 * a simulated session between the two.
 */

import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import { tlsHandshakeDone, tlsHandshakeFailed } from "../../logging/diagnostics.js";
import type { Address } from "../../transport/address.js";
import { Connection } from "../../transport/connection.js";
import {
  ConnectionDone,
  ConnectionLost,
  ConnectTimeoutError,
  TLSHandshakeError,
  type ConnectError,
  type ConnectionEnd,
} from "../../transport/connection-errors.js";
import type { TextEncoding } from "../../transport/producer.js";
import type { StartTLSOptions, TLSInfo } from "../../transport/tls-options.js";
import { SeededRandom } from "../seeded-random.js";
import { SimulatedTLSSession, type TLSSessionSink } from "../simulated-tls/simulated-tls-session.js";
import { ByteQueue } from "./byte-queue.js";
import type { MemoryWire } from "./memory-wire.js";

export interface MemoryConnectionOptions {
  /** From how many bytes on `write` gives false. @default 65536 */
  readonly highWaterMark?: number;
  /** How long a connection that this side has closed waits for the peer to close its side too. @default 5000 */
  readonly closeTimeoutMs?: number;
  /** Where the random bytes of a TLS handshake come from. @default the seed 1 */
  readonly random?: SeededRandom;
}

const usualHighWaterMark = 65_536;
const usualCloseTimeoutMs = 5_000;
const usualHandshakeTimeoutMs = 10_000;

/** What is to follow once the queue is empty. */
type Ending = "none" | "write" | "both";

/** A TLS handshake that is under way. */
interface Handshake {
  readonly timer: DelayedCall;
  readonly settle: (error?: ConnectError) => void;
}

export class MemoryConnection extends Connection implements TLSSessionSink {
  readonly #wire: MemoryWire;
  readonly #highWaterMark: number;
  readonly #closeTimeoutMs: number;
  readonly #random: SeededRandom;
  readonly #queue = new ByteQueue();
  #full = false;
  #reading = true;
  #ending: Ending = "none";
  #endTaken = false;
  #readEnded = false;
  #tls: SimulatedTLSSession | undefined = undefined;
  #handshake: Handshake | undefined = undefined;
  /** Everything is out and our direction is closed: what still comes is dropped until the peer closes too. */
  #lingerTimer: DelayedCall | undefined = undefined;

  constructor(clock: ReactorTime, wire: MemoryWire, options: MemoryConnectionOptions = {}) {
    super(clock);
    this.#wire = wire;
    this.#highWaterMark = options.highWaterMark ?? usualHighWaterMark;
    this.#closeTimeoutMs = options.closeTimeoutMs ?? usualCloseTimeoutMs;
    this.#random = options.random ?? new SeededRandom(1);
  }

  get peer(): Address {
    return this.#wire.peer;
  }

  get host(): Address {
    return this.#wire.host;
  }

  get secure(): TLSInfo | undefined {
    return this.#tls?.info;
  }

  get bufferedBytes(): number {
    return this.#queue.length + (this.#tls?.heldBytes ?? 0);
  }

  /** For the wire: whether the protocol waits to be told that there is room again. */
  get full(): boolean {
    return this.#full;
  }

  /** For the wire: how many bytes `take` could give. */
  get outgoingBytes(): number {
    return this.#queue.length;
  }

  /** For the wire: whether what comes may be delivered now. Who has let go of the connection reads on, to drop it. */
  get reading(): boolean {
    return this.#reading || this.disconnecting;
  }

  /** Whether a TLS handshake is under way. */
  get handshaking(): boolean {
    return this.#handshake !== undefined;
  }

  /** For the wire: at most `maxBytes` of what waits to go out. */
  take(maxBytes: number): Buffer {
    const bytes = this.#queue.take(maxBytes);
    if (this.#full && this.bufferedBytes === 0) {
      this.#full = false;
      this.drained();
    }
    return bytes;
  }

  /** For the wire: whether the end of our direction comes next. True once, after everything before it was taken. */
  takeEnd(): boolean {
    if (this.#ending === "none" || this.#endTaken || this.#queue.length > 0 || this.#handshake !== undefined)
      return false;
    this.#endTaken = true;
    if (this.#readEnded) this.#finish();
    else if (this.#ending === "both") this.#linger();
    return true;
  }

  /** For the wire: bytes have come. */
  deliver(bytes: Buffer): void {
    if (this.#tls === undefined) this.received(bytes);
    else this.#tls.receive(bytes);
  }

  /** For the wire: the peer's direction has ended. */
  deliverEnd(): void {
    if (this.#tls === undefined) this.peerEnded();
    else this.#tls.wireEnded();
  }

  /** For the wire: the connection is gone. */
  deliverReset(reason: ConnectionEnd = new ConnectionLost("The connection was reset by the peer.")): void {
    this.#queue.clear();
    if (!this.connected)
      this.#settle(new TLSHandshakeError("The connection was lost during the TLS handshake.", { cause: reason }));
    this.ended(reason);
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    if (this.#reading) return;
    this.#reading = true;
    if (!this.connected) return;
    this.#goOnReading();
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
    this.shakeHands(options, (error) => {
      if (error === undefined) this.handshakeDone();
      else this.#endAfterHandshake(error);
    });
  }

  /**
   * Begins a TLS handshake. Where there is no protocol yet, `settle` says when one may be started.
   * @param settle Called once, with what went wrong if anything did: the alert for the peer is then on its way.
   */
  shakeHands(options: StartTLSOptions, settle: (error?: ConnectError) => void): void {
    const { peer } = this;
    const tls = new SimulatedTLSSession(
      {
        tls: options,
        peerHost: peer.type === "tcp" ? peer.host : undefined,
        random: this.#random,
        wallTime: () => this.clock.wallTime(),
      },
      this,
    );
    const timeoutMs = options.handshakeTimeoutMs ?? usualHandshakeTimeoutMs;
    const timer = this.clock.callLater(timeoutMs, () => {
      this.#settle(new ConnectTimeoutError(`The peer took longer than ${String(timeoutMs)} ms for the TLS handshake.`));
    });
    this.#tls = tls;
    this.#handshake = { timer, settle };
    tls.start();
  }

  /** Drops a connection that has no protocol yet. Nobody hears of it but the peer. */
  discard(): void {
    this.#handshake?.timer.cancel();
    this.#handshake = undefined;
    this.#queue.clear();
    this.#wire.reset();
  }

  /** Closes a connection that has no protocol, once what is queued, such as the alert of a failed handshake, has gone out. */
  discardAfterSending(): void {
    this.#ending = "both";
    this.#wire.outgoing();
  }

  /** Ends it without a word to anybody: its host has crashed. */
  vanish(): void {
    this.#lingerTimer?.cancel();
    this.#handshake?.timer.cancel();
    this.#handshake = undefined;
    this.#queue.clear();
    this.protocol = undefined;
    this.connected = false;
    this.disconnecting = true;
  }

  /** The peer says no more: for the TLS session, and for a wire without one. */
  peerEnded(): void {
    if (this.#readEnded) return;
    this.#readEnded = true;
    this.readEnded();
    if (this.#endTaken) this.#finish();
  }

  /** For the TLS session: the peer said this. */
  plaintext(bytes: Buffer): void {
    this.received(bytes);
  }

  /** For the TLS session: these go onto the wire. */
  enqueue(bytes: Buffer): void {
    this.#queue.push(bytes);
    this.#wire.outgoing();
  }

  /** For the TLS session: the handshake is done. */
  completed(): void {
    this.#settle(undefined);
  }

  /** For the TLS session: the handshake, or what should be TLS after it, is no good. */
  failed(error: TLSHandshakeError): void {
    if (this.#handshake === undefined) this.#endAfterHandshake(error);
    else this.#settle(error);
  }

  protected send(data: Uint8Array | string, encoding: TextEncoding): boolean {
    if (!this.connected) return false;
    const bytes =
      typeof data === "string"
        ? Buffer.from(data, encoding)
        : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (this.#tls === undefined) this.enqueue(bytes);
    else this.#tls.write(bytes);
    if (this.bufferedBytes >= this.#highWaterMark) this.#full = true;
    return !this.#full;
  }

  protected close(): void {
    this.closeWrite();
    this.#ending = "both";
    if (this.#endTaken) {
      if (this.#readEnded) this.#finish();
      else this.#linger();
    }
    this.#goOnReading();
  }

  protected closeWrite(): void {
    if (this.#ending !== "none") return;
    this.#ending = "write";
    this.#tls?.end();
    this.#wire.outgoing();
  }

  protected abort(reason: ConnectionEnd): void {
    this.#queue.clear();
    this.#wire.reset();
    this.#wire.soon(() => {
      this.ended(reason);
    });
  }

  protected override ended(reason: ConnectionEnd): void {
    this.#lingerTimer?.cancel();
    this.#lingerTimer = undefined;
    if (this.connected) {
      this.#handshake?.timer.cancel();
      this.#handshake = undefined;
    }
    super.ended(reason);
  }

  #settle(error: ConnectError | undefined): void {
    const handshake = this.#handshake;
    if (handshake === undefined) return;
    this.#handshake = undefined;
    handshake.timer.cancel();
    if (error !== undefined) tlsHandshakeFailed(this.peer, error);
    handshake.settle(error);
    if (error !== undefined) return;
    tlsHandshakeDone(this);
    if (this.#ending !== "none") this.#wire.outgoing();
  }

  #endAfterHandshake(error: ConnectError): void {
    this.#ending = "both";
    this.#wire.outgoing();
    this.#wire.soon(() => {
      this.ended(new ConnectionLost(error.message, { cause: error }));
    });
  }

  #goOnReading(): void {
    const tls = this.#tls;
    if (tls !== undefined) {
      this.#wire.soon(() => {
        tls.read();
      });
    }
    this.#wire.resumed();
  }

  /** Patient, as real transports are: a socket that is closed with unread bytes in it takes the last reply with it. */
  #linger(): void {
    if (!this.connected) return;
    this.#lingerTimer ??= this.clock.callLater(this.#closeTimeoutMs, () => {
      this.ended(new ConnectionDone());
    });
  }

  #finish(): void {
    this.#wire.soon(() => {
      this.ended(new ConnectionDone());
    });
  }
}
