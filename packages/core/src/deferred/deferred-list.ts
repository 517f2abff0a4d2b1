import { Deferred } from "./deferred.js";
import { CancelledError, FirstError } from "./deferred-errors.js";
import { following } from "./following.js";

/** How one Deferred of a list ended: with a value, or with an error. */
export type DeferredOutcome<T> = readonly [succeeded: true, value: T] | readonly [succeeded: false, error: unknown];

/** When a `DeferredList` fires, and what it does to errors. */
export interface DeferredListOptions {
  /** Fire as soon as one has a value, with `[value, index]`. @default false */
  readonly fireOnOneCallback?: boolean;
  /** Fail as soon as one has an error, with a `FirstError`. @default false */
  readonly fireOnOneErrback?: boolean;
  /**
   * Take the errors out of the Deferreds in the list, whose chains go on with `undefined`. Otherwise they stay there
   * for the next errback; they count as handled, since the list has seen them. @default false
   */
  readonly consumeErrors?: boolean;
}

/** What a `DeferredList` with the options `O` fires with. */
export type DeferredListResult<T, O extends DeferredListOptions> = O extends { readonly fireOnOneCallback: true }
  ? readonly [value: T, index: number]
  : readonly DeferredOutcome<T>[];

/**
 * Waits for many: fires with the outcome of each, in the order of the list, once all have fired. Cancelling it cancels
 * each of them; with `fireOnOneErrback` it then fails with the `CancelledError` itself.
 *
 * With `fireOnOneCallback`, a list that is empty, or of which all fail, fires with the outcomes as well, as in Twisted.
 */
export class DeferredList<T, const O extends DeferredListOptions = object> extends Deferred<DeferredListResult<T, O>> {
  /** @param promises Deferreds and promises. */
  constructor(promises: readonly PromiseLike<T>[], options?: O) {
    const { fireOnOneCallback = false, fireOnOneErrback = false, consumeErrors = false } = options ?? {};
    const members = promises.map((promise) => following(promise));
    const outcomes = new Array<DeferredOutcome<Awaited<T>>>(members.length);
    let missing = members.length;
    let cancelled = false;

    super(() => {
      cancelled = true;
      for (const member of members) member.cancel();
    });

    const settle = (index: number, outcome: DeferredOutcome<Awaited<T>>): void => {
      outcomes[index] = outcome;
      missing -= 1;
      if (this.called) return;
      const [succeeded, result] = outcome;
      if (succeeded && fireOnOneCallback) this.fireValue([result, index]);
      else if (!succeeded && fireOnOneErrback) {
        this.fireError(cancelled && result instanceof CancelledError ? result : new FirstError(result, index));
      } else if (missing === 0) this.fireValue(outcomes);
    };

    members.forEach((member, index) => {
      member.addCallbacks(
        (value) => {
          settle(index, [true, value]);
        },
        (error) => {
          settle(index, [false, error]);
        },
      );
    });
    if (consumeErrors) {
      for (const promise of promises) if (promise instanceof Deferred) promise.addErrback(() => undefined);
    }
    if (members.length === 0) this.fireValue(outcomes);
  }
}
