import type { Address } from "../../transport/address.js";
import { formatAddress } from "../../transport/address.js";
import { ConnectionLost } from "../../transport/connection-errors.js";
import type { MemoryConnection } from "../memory/memory-connection.js";
import type { MemoryWire } from "../memory/memory-wire.js";
import type { Flow, FlowSource, FlowTarget } from "./flow.js";
import type { NetworkTime } from "./network-time.js";
import type { Path } from "./path.js";
import type { Trace } from "./trace.js";

/** The run of a host, as far as its sockets care. */
export interface EndLife {
  readonly alive: boolean;
  readonly host: { readonly up: boolean };
}

/** Who waits for a connection to be made, or decides whether it is. */
export interface OpeningWatcher {
  /** The other side's word has come. */
  opened(end: StreamEnd): void;
  /** The other side wants no connection, or has broken it before it had a protocol. */
  refused(end: StreamEnd): void;
  /** Nothing was heard from the other side until TCP gave up. */
  lost(reason: ConnectionLost): void;
}

export interface StreamEndOptions {
  readonly host: Address;
  readonly peer: Address;
  readonly time: NetworkTime;
  readonly life: EndLife;
  readonly watcher: OpeningWatcher;
  /** The way back to the other end. */
  readonly path: Path;
  readonly trace: Trace | undefined;
}

/** One socket of a simulated connection: the wire below a `MemoryConnection`. */
export class StreamEnd implements MemoryWire, FlowSource, FlowTarget {
  readonly host: Address;
  readonly peer: Address;
  /** Whose it is: the run of its host in which it was made. */
  life: EndLife;
  /** What speaks at this end. Set when the socket is made: a server's, once a request to connect has come. */
  connection!: MemoryConnection;
  /** Set once, by whoever makes the two. */
  other!: StreamEnd;
  flow!: Flow;
  /** It was reset or has vanished: nothing leaves it any more. */
  closed = false;
  /** Whether its connection has had a protocol. */
  started = false;
  readonly #options: StreamEndOptions;
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  #endUnread = false;

  constructor(options: StreamEndOptions) {
    this.host = options.host;
    this.peer = options.peer;
    this.life = options.life;
    this.#options = options;
  }

  /** The way to the other end. */
  get path(): Path {
    return this.#options.path;
  }

  /** Whether nobody is there any more to take what comes. */
  get gone(): boolean {
    return this.closed || !this.life.alive || (this.started && !this.connection.connected);
  }

  /** Whether the machine that it is on runs, be it after a restart. */
  get machineUp(): boolean {
    return this.life.host.up;
  }

  /** How many bytes have come that the protocol has not taken. */
  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  outgoing(): void {
    if (!this.closed) this.flow.wake();
  }

  resumed(): void {
    if (this.#unread.length === 0 && !this.#endUnread) return;
    this.soon(() => {
      this.#readOn();
    });
  }

  soon(callback: () => void): void {
    const { life } = this;
    this.#options.time.after(0, () => {
      if (life.alive) callback();
    });
  }

  reset(): void {
    if (this.closed) return;
    this.closed = true;
    this.#sendReset();
    this.flow.leave();
    this.#forget();
  }

  /** The other end's word that the connection is made, or its request to make one. */
  opened(): void {
    this.#options.watcher.opened(this);
  }

  bytesArrived(bytes: Buffer): void {
    if (this.#options.trace !== undefined) this.#trace(`${String(bytes.length)} bytes ${preview(bytes)}`);
    if (this.connection.reading && this.#unread.length === 0) {
      this.connection.deliver(bytes);
      return;
    }
    this.#unread.push(bytes);
    this.#unreadBytes += bytes.length;
    if (this.connection.reading) this.resumed();
  }

  endArrived(): void {
    this.#trace("end");
    if (this.connection.reading && this.#unread.length === 0) this.connection.deliverEnd();
    else this.#endUnread = true;
  }

  /** Somebody has sent something to a socket that isn't there. */
  answerWithReset(): void {
    this.#sendReset();
  }

  /** The connection is over for this end: whoever speaks here hears so. */
  fail(reason: ConnectionLost = new ConnectionLost("The connection was reset by the peer.")): void {
    if (this.gone) return;
    this.closed = true;
    this.flow.stop();
    this.#forget();
    this.#trace("reset");
    if (this.started) this.connection.deliverReset(reason);
    else this.#options.watcher.refused(this);
  }

  /** This end has sent again and again, and nobody has answered. */
  giveUp(reason: ConnectionLost): void {
    if (!this.started) this.#options.watcher.lost(reason);
    this.fail(reason);
  }

  /** The wire is cut: both ends hear so now. */
  cut(): void {
    this.fail(new ConnectionLost("The connection was cut."));
    this.other.fail(new ConnectionLost("The connection was cut."));
  }

  /** Its host is gone, and with it everybody who could hear of it. */
  vanish(): void {
    this.closed = true;
    this.flow.stop();
    this.#forget();
  }

  /** Goes the way that bytes go, behind those that are on it; gets lost where they would. */
  #sendReset(): void {
    const { path, time } = this.#options;
    if (path.down) return;
    time.at(Math.max(this.flow.lastArrival, time.now() + path.latency()), () => {
      if (!path.down) this.other.fail();
    });
  }

  #readOn(): void {
    while (this.#unread.length > 0 && this.connection.reading && !this.gone) {
      const bytes = this.#unread.shift();
      if (bytes === undefined) break;
      this.#unreadBytes -= bytes.length;
      this.connection.deliver(bytes);
    }
    this.other.flow.wake();
    if (this.#endUnread && this.#unread.length === 0 && this.connection.reading && !this.gone) {
      this.#endUnread = false;
      this.connection.deliverEnd();
    }
  }

  #forget(): void {
    this.#unread = [];
    this.#unreadBytes = 0;
    this.#endUnread = false;
  }

  #trace(what: string): void {
    this.#options.trace?.(`${formatAddress(this.peer)} > ${formatAddress(this.host)} ${what}`);
  }
}

const longestPreview = 40;

function preview(bytes: Buffer): string {
  return JSON.stringify(bytes.toString("latin1", 0, longestPreview)) + (bytes.length > longestPreview ? "…" : "");
}
