/**
 * Errors that nobody handles. A Deferred that has failed, and has nothing more to run, is a suspect. It is looked at
 * again once the microtask queue has drained, which is when Node judges its own promises: a handler that was added in
 * the same tick, or after an await of something that is already there, still counts.
 */

import { nextTick } from "node:process";

/** Is told of each error that nobody handled, once. */
export type UnhandledErrorReporter = (error: unknown) => void;

/** What happens to a promise's error happens to a Deferred's: the `unhandledRejection` event, or the end of the process. */
function rejectUnhandled(error: unknown): void {
  void Promise.reject(error);
}

let report: UnhandledErrorReporter = rejectUnhandled;

/**
 * Puts another reporter in place. Internal to core: the logging room installs the one that also logs.
 *
 * @param reporter Without one, the default is back: the semantics of `unhandledRejection`.
 * @returns The reporter that was in place before.
 */
export function setUnhandledErrorReporter(reporter: UnhandledErrorReporter = rejectUnhandled): UnhandledErrorReporter {
  const previous = report;
  report = reporter;
  return previous;
}

/** Reports `error` now. What the reporter itself throws becomes an unhandled rejection. */
export function reportUnhandledError(error: unknown): void {
  try {
    report(error);
  } catch (failure) {
    rejectUnhandled(failure);
  }
}

/** Those that have failed in this tick, each to be given to `judge` when the microtask queue has drained. */
export class SuspectList<S> {
  readonly #judge: (suspect: S) => void;
  #suspects: S[] = [];

  /** @param judge Must not throw. */
  constructor(judge: (suspect: S) => void) {
    this.#judge = judge;
  }

  /** Has `suspect` judged later. However many there are, they share one microtask and one tick. */
  add(suspect: S): void {
    if (this.#suspects.push(suspect) > 1) return;
    // A tick that is queued from a microtask comes after all the other microtasks.
    queueMicrotask(() => {
      nextTick(() => {
        const suspects = this.#suspects;
        this.#suspects = [];
        for (const each of suspects) this.#judge(each);
      });
    });
  }
}
