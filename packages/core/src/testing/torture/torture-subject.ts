/** What can be tortured: a protocol, as a server, a client, or both. */

import type { Reactor } from "../../reactor/reactor.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";

/** Where one run happens: two hosts of a simulated network. Time-outs belong on these reactors, or on `transport.clock`. */
export interface TortureWorld {
  readonly serverReactor: Reactor;
  readonly clientReactor: Reactor;
}

/** A client that does something, and comes to an end. */
export interface TortureClient {
  readonly factory: ProtocolFactory;
  /** Fulfilled when the client has what it wanted, rejected when it can't have it: by then it closes its connection. */
  readonly done: PromiseLike<unknown>;
}

export interface TortureSubject {
  readonly name: string;
  /** Makes the server for one run. @default the S lines of `dialogue` are played by a script */
  server?(world: TortureWorld): ProtocolFactory;
  /** Makes the client for one run. @default the C lines of `dialogue` are played by a script */
  client?(world: TortureWorld): TortureClient;
  /** A transcript (see `Transcript`), for the side that isn't given. A script that has said all closes the connection. */
  readonly dialogue?: string;
  /**
   * Whether `error` is one that the package may show when the network fails it: in a rejected `done`, or in the log.
   * @default any `TwistError`
   */
  isOwnError?(error: unknown): boolean;
}
