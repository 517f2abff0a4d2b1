import type { ConnectionOwner, OpenConnection } from "../../transport/connection-set.js";
import type { StreamEnd } from "./stream-end.js";

/** Keeps a host's list of open sockets, and passes on to whoever else wants to know: a port's connections, a client's factory. */
export class EndOwner implements ConnectionOwner {
  readonly #end: StreamEnd;
  readonly #next: ConnectionOwner;

  constructor(end: StreamEnd, next: ConnectionOwner) {
    this.#end = end;
    this.#next = next;
  }

  add(connection: OpenConnection): void {
    this.#next.add(connection);
  }

  delete(connection: OpenConnection): void {
    this.#end.life.ends.delete(this.#end);
    this.#next.delete(connection);
  }
}
