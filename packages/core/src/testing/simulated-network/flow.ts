/**
 * One direction of a stream: TCP as programs feel it. Bytes leave in chunks, arrive in order after the path's latency, and wait at the
 * receiver while its protocol does not read; a window bounds what is on the way and waiting, so that the sender feels it in the end. What gets
 * lost, to a partition or to a host that is down, is sent again with growing pauses until it gets through or the sender gives up.
 * Acknowledgements take no time.
 */

import { ConnectionLost } from "../../transport/connection-errors.js";
import type { NetworkTime, Sender } from "./network-time.js";
import type { Path } from "./path.js";
import { chunkSize, type Chunking, type StreamFault } from "./stream-fault.js";
import type { Trace } from "./trace.js";
import type { MemoryConnection } from "../memory/memory-connection.js";
import type { SeededRandom } from "../seeded-random.js";

export interface FlowOptions {
  readonly time: NetworkTime;
  readonly path: Path;
  readonly random: SeededRandom;
  readonly chunking: Chunking;
  /** How many bytes may be on the way and unread. */
  readonly windowBytes: number;
  /** How long a sender tries before it gives the connection up. */
  readonly giveUpMs: number;
  readonly fault: StreamFault | undefined;
  /** Told how many bytes have been delivered. */
  readonly delivered: (bytes: number) => void;
  readonly trace: Trace | undefined;
}

/** What travels: the request to open, bytes, or the end of the direction. */
type Chunk =
  { readonly kind: "open" | "end"; lost: boolean } | { readonly kind: "data"; readonly bytes: Buffer; lost: boolean };

/** The socket that a flow comes from. */
export interface FlowSource {
  readonly connection: MemoryConnection;
  /** Nothing leaves it any more. */
  readonly closed: boolean;
  /** Nobody has answered for too long. */
  giveUp(reason: ConnectionLost): void;
  /** The wire is cut. */
  cut(): void;
}

/** The socket that a flow goes to. */
export interface FlowTarget {
  /** Whether the machine that it is on runs. */
  readonly machineUp: boolean;
  /** Whether nobody is there any more to take what comes. */
  readonly gone: boolean;
  /** How many bytes have come that the protocol has not taken. */
  readonly unreadBytes: number;
  opened(): void;
  bytesArrived(bytes: Buffer): void;
  endArrived(): void;
  /** Something has come to a socket that isn't there. */
  answerWithReset(): void;
}

const firstRetryMs = 200;
const longestRetryMs = 60_000;

export class Flow implements Sender {
  readonly #from: FlowSource;
  readonly #to: FlowTarget;
  readonly #options: FlowOptions;
  #onTheWay: Chunk[] = [];
  /** How many chunks of the front have arrived already; the array is only cut now and then. */
  #arrivedChunks = 0;
  #bytesOnTheWay = 0;
  #pullPlanned = false;
  #lastArrival = 0;
  /** Something got lost: since when, and how long to wait before trying again. */
  #stalled: { readonly since: number; retryMs: number } | undefined = undefined;
  /** What is planned for an older generation is no longer true. */
  #generation = 0;
  #delivered = 0;
  #fault: StreamFault | undefined;
  #held = false;

  constructor(from: FlowSource, to: FlowTarget, options: FlowOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#fault = options.fault;
  }

  /** When the last of what is on the way arrives. */
  get lastArrival(): number {
    return this.#lastArrival;
  }

  /** Asks the other end's host for a connection. */
  open(): void {
    this.#transmit({ kind: "open", lost: false }, 0);
  }

  /** There may be something to take from the sender. */
  wake(): void {
    if (this.#pullPlanned) return;
    this.#pullPlanned = true;
    const { time, path } = this.#options;
    if (path.freeAt <= time.now()) {
      time.send(this);
      return;
    }
    time.at(path.freeAt, () => {
      time.send(this);
    });
  }

  /** For the network's time. */
  sendNow(): boolean {
    this.#pullPlanned = false;
    return this.#pull();
  }

  /** The sender has reset the connection: what has left arrives, and nothing is sent again. */
  leave(): void {
    if (this.#stalled !== undefined) this.stop();
  }

  /** The sender is gone, and with it all that it would send again. */
  stop(): void {
    this.#generation += 1;
    this.#onTheWay = [];
    this.#arrivedChunks = 0;
    this.#bytesOnTheWay = 0;
    this.#stalled = undefined;
  }

  get #passable(): boolean {
    return !this.#options.path.down && this.#to.machineUp;
  }

  #pull(): boolean {
    const { time, path, random, chunking, windowBytes } = this.#options;
    const { connection } = this.#from;
    const wasFull = connection.full;
    while (!this.#from.closed) {
      if (connection.outgoingBytes === 0) {
        if (connection.takeEnd()) this.#transmit({ kind: "end", lost: false }, 0);
        break;
      }
      const room = windowBytes - this.#bytesOnTheWay - this.#to.unreadBytes;
      if (room <= 0) break;
      const bytes = connection.take(chunkSize(chunking, Math.min(connection.outgoingBytes, room), random));
      this.#transmit({ kind: "data", bytes, lost: false }, bytes.length);
      if (path.freeAt > time.now()) {
        this.wake();
        break;
      }
    }
    return wasFull && !connection.full;
  }

  #transmit(chunk: Chunk, bytes: number): void {
    this.#onTheWay.push(chunk);
    this.#bytesOnTheWay += bytes;
    this.#send(chunk, bytes);
  }

  #send(chunk: Chunk, bytes: number): void {
    const { path, time } = this.#options;
    const generation = this.#generation;
    chunk.lost = path.down;
    this.#lastArrival = Math.max(this.#lastArrival, path.arrival(bytes));
    time.at(this.#lastArrival, () => {
      if (generation === this.#generation) this.#arrive();
    });
  }

  #arrive(): void {
    if (this.#stalled !== undefined || this.#held) return;
    const chunk = this.#onTheWay[this.#arrivedChunks];
    if (chunk === undefined) return;
    if (chunk.lost || !this.#passable) {
      this.#stall();
    } else if (chunk.kind === "open") {
      this.#dropFirst();
      this.#to.opened();
    } else if (this.#to.gone) {
      this.stop();
      this.#to.answerWithReset();
    } else if (!this.#faultStrikes(chunk)) {
      this.#dropFirst();
      if (chunk.kind === "data") this.#deliver(chunk.bytes);
      else this.#to.endArrived();
    }
  }

  #dropFirst(): void {
    this.#arrivedChunks += 1;
    if (this.#arrivedChunks <= 64 || this.#arrivedChunks * 2 <= this.#onTheWay.length) return;
    this.#onTheWay = this.#onTheWay.slice(this.#arrivedChunks);
    this.#arrivedChunks = 0;
  }

  #deliver(bytes: Buffer): void {
    this.#bytesOnTheWay -= bytes.length;
    this.#delivered += bytes.length;
    this.#options.delivered(bytes.length);
    this.#to.bytesArrived(bytes);
    if (this.#from.connection.outgoingBytes > 0) this.wake();
  }

  /** Only the sender knows: it waits, and sends everything again from what got lost on. */
  #stall(): void {
    const { time } = this.#options;
    if (this.#from.closed) {
      this.stop();
      return;
    }
    this.#generation += 1;
    this.#stalled = { since: time.now(), retryMs: firstRetryMs };
    this.#planRetry(this.#stalled);
  }

  #planRetry(stalled: { readonly since: number; retryMs: number }): void {
    const { time } = this.#options;
    const generation = this.#generation;
    time.after(stalled.retryMs, () => {
      if (generation === this.#generation) this.#retry(stalled);
    });
  }

  #retry(stalled: { readonly since: number; retryMs: number }): void {
    const { time, giveUpMs, trace } = this.#options;
    if (this.#passable) {
      this.#stalled = undefined;
      trace?.("sent again");
      for (const chunk of this.#onTheWay.slice(this.#arrivedChunks))
        this.#send(chunk, chunk.kind === "data" ? chunk.bytes.length : 0);
      return;
    }
    if (time.now() - stalled.since >= giveUpMs) {
      this.stop();
      this.#from.giveUp(new ConnectionLost(`The peer has not answered for ${String(giveUpMs)} ms.`));
      return;
    }
    stalled.retryMs = Math.min(stalled.retryMs * 2, longestRetryMs);
    this.#planRetry(stalled);
  }

  /** @returns whether what is arriving must wait, or will never arrive. */
  #faultStrikes(chunk: Chunk): boolean {
    const fault = this.#fault;
    if (fault === undefined) return false;
    const left = fault.afterBytes - this.#delivered;
    if ((chunk.kind === "data" ? chunk.bytes.length : 1) <= left) return false;
    this.#fault = undefined;
    if (chunk.kind === "data" && left > 0) {
      this.#onTheWay[this.#arrivedChunks] = { kind: "data", bytes: chunk.bytes.subarray(left), lost: false };
      this.#deliver(chunk.bytes.subarray(0, left));
    }
    this.#strike(fault);
    return true;
  }

  #strike(fault: StreamFault): void {
    const { time, trace } = this.#options;
    trace?.(`${fault.kind} after ${String(fault.afterBytes)} bytes`);
    if (fault.kind === "cut") {
      this.#from.cut();
      return;
    }
    this.#held = true;
    this.#generation += 1;
    if (fault.forMs === undefined) return;
    time.after(fault.forMs, () => {
      this.#held = false;
      for (const chunk of this.#onTheWay.slice(this.#arrivedChunks)) this.#send(chunk, 0);
    });
  }
}
