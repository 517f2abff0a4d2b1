import type { ReactorTime } from "../../deferred/reactor-time.js";

/** What all connections of a reactor share. */
export interface ConnectionSettings {
  readonly clock: ReactorTime;
  /** How long a connection that we have closed waits for the peer to close its side too. */
  readonly closeTimeoutMs: number;
}

/** From how many waiting bytes on `write` says that there is more than enough. */
export const highWaterMarkBytes = 65_536;
