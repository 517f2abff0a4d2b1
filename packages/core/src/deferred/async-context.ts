/**
 * Which `AsyncLocalStorage` context a callback runs in. `then` and `await` keep the context of those who wait, since
 * they are native promises. A callback given to `addCallback` and its kin runs in the context of whoever fires the
 * Deferred, which is free. A program that wants the context of whoever added the callback (request ids in logs,
 * tracing) asks for it once, for the whole process, and pays for it at each callback that is added.
 */

import { AsyncResource } from "node:async_hooks";

/** The switch itself, read by Deferred. */
export const asyncContext = { kept: false };

/**
 * From now on, whether callbacks given to `addCallback`, `addErrback`, `addCallbacks`, `addBoth` and `addFinally` run
 * in the `AsyncLocalStorage` context in which they were added.
 *
 * @param keep `false` until it is called. When off, it costs the test of one boolean.
 */
export function keepAsyncContext(keep: boolean): void {
  asyncContext.kept = keep;
}

/** `callback`, tied to the context of this moment. */
export function bindToContext<A, R>(callback: ((argument: A) => R) | undefined): ((argument: A) => R) | undefined {
  return callback === undefined ? undefined : AsyncResource.bind(callback);
}
