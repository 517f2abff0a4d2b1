/**
 * Errors that nobody handled, of Deferreds and of anything else: logged once each, however many ways they are reported. Importing the
 * package's main entry makes Deferreds report here.
 */

import { setUnhandledErrorReporter } from "../deferred/unhandled-errors.js";
import { errorUnhandled } from "./diagnostics.js";
import { logPublisher } from "./log-publisher.js";
import { Logger } from "./logger.js";

const log = new Logger("twist.core.unhandled");

/** Errors that were logged here and may come back as the process's `unhandledRejection`. */
const logged = new WeakSet();

/** Logs `error` and tells `twist:error:unhandled`, unless that has been done for the same error before. */
export function logUnhandledError(error: unknown): void {
  if (typeof error === "object" && error !== null) {
    if (logged.has(error)) return;
    logged.add(error);
  }
  errorUnhandled(error);
  log.error("An error that nobody handled", { error });
}

/**
 * Makes Deferreds log the errors that nobody handles, where anybody observes the log; what Node does with an unhandled rejection comes
 * after that in any case.
 */
export function installUnhandledErrorReporter(): void {
  setUnhandledErrorReporter((error) => {
    if (logPublisher.hasObservers) logUnhandledError(error);
    void Promise.reject(error);
  });
}
