import type { ConnectionOwner, OpenConnection } from "../../transport/connection-set.js";
import type { StreamEnd } from "./stream-end.js";

/** Keeps a host's list of open sockets, and passes on to whoever else wants to know: a port's connections, a client's factory. */
export class EndOwner implements ConnectionOwner {
  readonly #ends: Set<StreamEnd>;
  readonly #end: StreamEnd;
  readonly #next: ConnectionOwner;

  constructor(ends: Set<StreamEnd>, end: StreamEnd, next: ConnectionOwner) {
    this.#ends = ends;
    this.#end = end;
    this.#next = next;
  }

  add(connection: OpenConnection): void {
    this.#next.add(connection);
  }

  delete(connection: OpenConnection): void {
    this.#ends.delete(this.#end);
    this.#next.delete(connection);
  }
}
