import type { Deferred } from "../deferred/deferred.js";
import type { Address } from "./address.js";
import type { ConnectionSet } from "./connection-set.js";

/** A port that accepts connections (Twisted's IListeningPort). `await using port = …` stops it at the end of the block. */
export interface ListeningPort extends AsyncDisposable {
  /** Where it really listens: with the port number that was chosen where 0 was asked for. */
  readonly address: Address;
  /** The connections that it has accepted and that are still open. */
  readonly connections: ConnectionSet;
  /**
   * Accepts no more. Connections that are open stay open. Fires once the port is free again; may be called again, and gives
   * the same answer.
   */
  stopListening(): Deferred<void>;
}
