import { Deferred } from "./deferred.js";
import { CancelledError } from "./deferred-errors.js";
import { following } from "./following.js";
import { maybeDeferred } from "./maybe-deferred.js";

/**
 * A Deferred for work that is stopped by an `AbortSignal`: the bridge from `cancel()` to `fetch` and its kin. Cancelling
 * aborts the signal with a `CancelledError` and fails the Deferred with the same, without waiting for the work to end;
 * its late result is dropped.
 *
 * @param work Called at once. What it throws is the Deferred's error.
 * @example
 * const page = abortable((signal) => fetch(url, { signal }));
 * page.addTimeout(5_000, reactor);
 */
export function abortable<R>(work: (signal: AbortSignal) => R): Deferred<Awaited<R>> {
  const controller = new AbortController();
  const deferred = new Deferred<Awaited<R>>(() => {
    const reason = new CancelledError();
    controller.abort(reason);
    // Work that stops at once has failed the Deferred by now, with its own view of the abort.
    if (!deferred.called) deferred.errback(reason);
  });
  following(maybeDeferred(work, controller.signal)).addCallbacks(
    (value) => {
      if (!deferred.called) deferred.callback(value);
    },
    (error) => {
      if (!deferred.called) deferred.errback(error);
    },
  );
  return deferred;
}
