import { ConnectionDone, type ConnectionEnd, Deferred, type ReactorTime } from "@twist/core";
import { IdleTimeout } from "@twist/core/policies";
import { TunnelEnd, type TunnelWatcher } from "./tunnel-end.js";

/**
 * Joins two wires, byte for byte: what a proxy becomes after CONNECT or an Upgrade. The ends get their wires one after another, in any order; nothing is read until
 * both have one. What was already received for a wire's next protocol comes with it, and so isn't lost.
 */
export class Tunnel implements TunnelWatcher {
  /** The client's end. */
  readonly client: TunnelEnd;
  /** The server's end. */
  readonly server: TunnelEnd;
  /** Fires when both wires are gone. */
  readonly done = new Deferred<void>();
  readonly #idle: IdleTimeout;
  #first: TunnelEnd | undefined;
  #joined = false;
  #broken: Error | undefined;

  /** @param idleTimeoutMs How long nothing may pass in either direction. */
  constructor(clock: ReactorTime, idleTimeoutMs: number) {
    this.client = new TunnelEnd(this);
    this.server = new TunnelEnd(this);
    this.#idle = new IdleTimeout(clock, idleTimeoutMs, () => {
      this.#timedOut();
    });
  }

  /** Gives it up: an end that has a wire is aborted, and one that is still to get one, then. */
  abort(reason: Error): void {
    if (this.done.called) return;
    this.#broken ??= reason;
    this.client.abort(reason);
    this.server.abort(reason);
    this.#checkDone();
  }

  /** For the ends. */
  endReady(end: TunnelEnd): void {
    if (this.#broken !== undefined) {
      end.abort(this.#broken);
      return;
    }
    if (this.#first === undefined) {
      this.#first = end;
      return;
    }
    this.#joined = true;
    const first = this.#first;
    first.join(end);
    end.join(first);
    this.#idle.reset();
  }

  /** For the ends. */
  passing(): void {
    this.#idle.reset();
  }

  /** For the ends. */
  endLost(end: TunnelEnd, reason: ConnectionEnd): void {
    const other = end === this.client ? this.server : this.client;
    if (!this.#joined) this.abort(reason);
    else if (reason instanceof ConnectionDone) other.close();
    else other.abort(reason);
    this.#checkDone();
  }

  #timedOut(): void {
    this.abort(new Error("nothing has passed through the tunnel for too long"));
  }

  #checkDone(): void {
    if (this.client.open || this.server.open || this.done.called) return;
    this.#idle.stop();
    this.done.callback();
  }
}
