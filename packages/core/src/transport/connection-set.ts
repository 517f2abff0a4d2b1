import { Deferred } from "../deferred/deferred.js";
import type { ReactorTime } from "../deferred/reactor-time.js";

/** What a `ConnectionSet` does with a connection. */
export interface OpenConnection {
  /** Asks whoever speaks on it to come to an end. */
  finishConnection(): void;
  abortConnection(reason?: Error): void;
}

/** Who wants to know which connections are open. */
export interface ConnectionOwner {
  /** `connection` begins. */
  add(connection: OpenConnection): void;
  /** `connection` is gone. */
  delete(connection: OpenConnection): void;
}

/** The connections that a port has accepted and that are still open, so that they can be brought to an end together. */
export class ConnectionSet implements ConnectionOwner, Iterable<OpenConnection> {
  readonly #connections = new Set<OpenConnection>();
  #whenEmpty: Deferred<void>[] = [];

  /** How many are open. */
  get size(): number {
    return this.#connections.size;
  }

  [Symbol.iterator](): Iterator<OpenConnection> {
    return this.#connections.values();
  }

  add(connection: OpenConnection): void {
    this.#connections.add(connection);
  }

  /** Called when `connection` is gone. */
  delete(connection: OpenConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0 || this.#whenEmpty.length === 0) return;
    const waiting = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const deferred of waiting) deferred.callback(undefined);
  }

  /**
   * Asks every connection to finish what is in flight and close, and aborts those that are still open `graceMs` later. Fires when
   * none is left.
   */
  finishAll(clock: ReactorTime, graceMs: number): Deferred<void> {
    const empty = new Deferred<void>((deferred) => {
      this.#whenEmpty = this.#whenEmpty.filter((other) => other !== deferred);
    });
    for (const connection of [...this.#connections]) connection.finishConnection();
    if (this.#connections.size === 0) {
      empty.callback(undefined);
      return empty;
    }
    this.#whenEmpty.push(empty);
    const grace = clock.callLater(graceMs, () => {
      this.abortAll();
    });
    return empty.addFinally(() => {
      grace.cancel();
    });
  }

  /** Aborts every connection. */
  abortAll(): void {
    for (const connection of [...this.#connections]) {
      connection.abortConnection(new Error("The server stopped, and this connection did not end in time."));
    }
  }
}
