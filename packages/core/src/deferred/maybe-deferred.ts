import { Deferred } from "./deferred.js";
import { fail } from "./fail.js";
import { succeed } from "./succeed.js";
import { isThenable } from "./thenable.js";

/**
 * Calls a function that may answer now or later, and gives a Deferred in each case: the one that it returned; one with
 * the result of the promise, or with the value, that it returned; or one that has failed with what it threw.
 */
export function maybeDeferred<A extends readonly unknown[], R>(
  call: (...args: A) => R,
  ...args: A
): Deferred<Awaited<R>> {
  try {
    const result = call(...args);
    return isThenable(result) ? (Deferred.fromPromise(result) as Deferred<Awaited<R>>) : succeed(result as Awaited<R>);
  } catch (error) {
    return fail(error);
  }
}
