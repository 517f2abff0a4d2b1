import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import { Logger } from "../../logging/logger.js";

const log = new Logger("twist.core.port");

/** How long after a report the next one waits. */
const quietMs = 1_000;

/**
 * Reports connections that could not be accepted, most often because the process has no file descriptor left (EMFILE). That
 * fails again with every turn of the event loop until a descriptor is free, so it is reported once a second with a count.
 */
export class AcceptErrorLog {
  readonly #where: string;
  readonly #clock: ReactorTime;
  #quiet: DelayedCall | undefined = undefined;
  #unreported = 0;

  constructor(where: string, clock: ReactorTime) {
    this.#where = where;
    this.#clock = clock;
  }

  add(error: Error): void {
    if (this.#quiet !== undefined) {
      this.#unreported += 1;
      return;
    }
    log.error("A connection could not be accepted; the port goes on listening", {
      address: this.#where,
      unreported: this.#unreported,
      error,
    });
    this.#unreported = 0;
    this.#quiet = this.#clock.callLater(quietMs, () => {
      this.#quiet = undefined;
    });
  }
}
