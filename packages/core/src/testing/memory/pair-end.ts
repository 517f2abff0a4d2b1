import type { Address } from "../../transport/address.js";
import { ConnectionLost } from "../../transport/connection-errors.js";
import type { MemoryConnection } from "./memory-connection.js";
import type { MemoryWire } from "./memory-wire.js";

/** One end of a `ConnectedPair`. Nothing moves before `pump`. */
export class PairEnd implements MemoryWire {
  readonly host: Address;
  readonly peer: Address;
  /** What speaks at this end. Set once, by the pair. */
  connection!: MemoryConnection;
  /** The other end. Set once, by the pair. */
  other!: PairEnd;
  #soon: (() => void)[] = [];
  #reset = false;

  constructor(host: Address, peer: Address) {
    this.host = host;
    this.peer = peer;
  }

  outgoing(): void {
    // The pump comes and looks.
  }

  resumed(): void {
    // The pump comes and looks.
  }

  reset(): void {
    this.#reset = true;
  }

  soon(callback: () => void): void {
    this.#soon.push(callback);
  }

  /** Runs what was to come soon. @returns whether there was anything. */
  runSoon(): boolean {
    const callbacks = this.#soon;
    this.#soon = [];
    for (const callback of callbacks) callback();
    return callbacks.length > 0;
  }

  /**
   * Takes at most `maxBytes` from this end.
   * @returns the step that gives the other end what was taken; `undefined` where nothing can move.
   */
  step(maxBytes: number): (() => void) | undefined {
    const { connection } = this;
    const other = this.other.connection;
    if (this.#reset) {
      this.#reset = false;
      return () => {
        other.deliverReset();
      };
    }
    if (other.connected && !other.reading) return undefined;
    if (connection.outgoingBytes > 0) {
      const bytes = connection.take(maxBytes);
      return () => {
        this.#arrive(bytes);
      };
    }
    if (!connection.takeEnd()) return undefined;
    return () => {
      if (other.connected) other.deliverEnd();
    };
  }

  /** What reaches a closed end is answered with a reset, as TCP does. */
  #arrive(bytes: Buffer): void {
    if (this.other.connection.connected) this.other.connection.deliver(bytes);
    else
      this.connection.deliverReset(
        new ConnectionLost("The connection was reset: the peer has closed it and reads no more."),
      );
  }
}
