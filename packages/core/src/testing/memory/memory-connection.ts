/**
 * A connection whose bytes stay in this process. It keeps what the protocol wrote until the wire below takes it, and hands the
 * protocol what the wire delivers. How bytes travel, when, and in what pieces, is the wire's business.
 */

import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import type { Address } from "../../transport/address.js";
import { Connection } from "../../transport/connection.js";
import { ConnectionDone, ConnectionLost, type ConnectionEnd } from "../../transport/connection-errors.js";
import type { TextEncoding } from "../../transport/producer.js";
import type { StartTLSOptions, TLSInfo } from "../../transport/tls-options.js";
import { ByteQueue } from "./byte-queue.js";
import type { MemoryWire } from "./memory-wire.js";

export interface MemoryConnectionOptions {
  /** From how many bytes on `write` gives false. @default 65536 */
  readonly highWaterMark?: number;
  /** How long a connection that this side has closed waits for the peer to close its side too. @default 10000 */
  readonly closeTimeoutMs?: number;
}

const usualHighWaterMark = 65_536;
const usualCloseTimeoutMs = 10_000;

/** What is to follow once the queue is empty. */
type Ending = "none" | "write" | "both";

export class MemoryConnection extends Connection {
  readonly #wire: MemoryWire;
  readonly #highWaterMark: number;
  readonly #closeTimeoutMs: number;
  readonly #queue = new ByteQueue();
  #full = false;
  #reading = true;
  #ending: Ending = "none";
  #endTaken = false;
  #readEnded = false;
  /** Everything is out and our direction is closed: what still comes is dropped until the peer closes too. */
  #lingerTimer: DelayedCall | undefined = undefined;

  constructor(clock: ReactorTime, wire: MemoryWire, options: MemoryConnectionOptions = {}) {
    super(clock);
    this.#wire = wire;
    this.#highWaterMark = options.highWaterMark ?? usualHighWaterMark;
    this.#closeTimeoutMs = options.closeTimeoutMs ?? usualCloseTimeoutMs;
  }

  get peer(): Address {
    return this.#wire.peer;
  }

  get host(): Address {
    return this.#wire.host;
  }

  get secure(): TLSInfo | undefined {
    return undefined;
  }

  get bufferedBytes(): number {
    return this.#queue.length;
  }

  /** For the wire: how many bytes `take` could give. */
  get outgoingBytes(): number {
    return this.#queue.length;
  }

  /** For the wire: whether what comes may be delivered now. */
  get reading(): boolean {
    return this.#reading || this.disconnecting;
  }

  /** For the wire: at most `maxBytes` of what waits to go out. */
  take(maxBytes: number): Buffer {
    const bytes = this.#queue.take(maxBytes);
    if (this.#full && this.#queue.length === 0) {
      this.#full = false;
      this.drained();
    }
    return bytes;
  }

  /** For the wire: whether the end of our direction comes next. True once, after everything before it was taken. */
  takeEnd(): boolean {
    if (this.#ending === "none" || this.#endTaken || this.#queue.length > 0) return false;
    this.#endTaken = true;
    if (this.#readEnded) this.#finish();
    else if (this.#ending === "both") this.#linger();
    return true;
  }

  /** For the wire: bytes have come. */
  deliver(bytes: Buffer): void {
    this.received(bytes);
  }

  /** For the wire: the peer's direction has ended. */
  deliverEnd(): void {
    if (this.#readEnded) return;
    this.#readEnded = true;
    this.readEnded();
    if (this.#endTaken) this.#finish();
  }

  /** For the wire: the connection is gone. */
  deliverReset(reason: ConnectionEnd = new ConnectionLost("The connection was reset by the peer.")): void {
    this.#queue.clear();
    this.ended(reason);
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    if (this.#reading) return;
    this.#reading = true;
    if (this.connected) this.#wire.resumed();
  }

  startTLS(_options: StartTLSOptions, _leftover?: Uint8Array): void {
    throw new TypeError("This transport cannot do TLS.");
  }

  protected send(data: Uint8Array | string, encoding: TextEncoding): boolean {
    this.#queue.push(typeof data === "string" ? Buffer.from(data, encoding) : Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    this.#wire.outgoing();
    if (this.#queue.length >= this.#highWaterMark) this.#full = true;
    return !this.#full;
  }

  protected close(): void {
    this.#ending = "both";
    if (!this.#endTaken) this.#wire.outgoing();
    else if (this.#readEnded) this.#finish();
    else this.#linger();
    this.#wire.resumed();
  }

  protected closeWrite(): void {
    if (this.#ending !== "none") return;
    this.#ending = "write";
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
    super.ended(reason);
  }

  /** Patient, as real transports are: a socket that is closed with unread bytes in it takes the last reply with it. */
  #linger(): void {
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
