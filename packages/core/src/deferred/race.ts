import { Deferred } from "./deferred.js";
import { FailureGroup } from "./deferred-errors.js";
import { following } from "./following.js";

/**
 * The first of several to succeed: fires with its place in the list and its value, and cancels the others. If all fail,
 * it fails with a `FailureGroup` that holds their errors. Cancelling it cancels all.
 *
 * @param promises Deferreds and promises. An empty list fails at once.
 */
export function race<T>(promises: readonly PromiseLike<T>[]): Deferred<readonly [index: number, value: Awaited<T>]> {
  const competitors = promises.map((promise) => following(promise));
  const errors = new Array<unknown>(competitors.length);
  let running = competitors.length;
  let decided = false;

  const cancelAllBut = (winner: number): void => {
    decided = true;
    competitors.forEach((competitor, index) => {
      if (index !== winner) competitor.cancel();
    });
  };
  const result = new Deferred<readonly [index: number, value: Awaited<T>]>(() => {
    cancelAllBut(-1);
  });

  competitors.forEach((competitor, index) => {
    competitor.addCallbacks(
      (value) => {
        if (decided) return;
        cancelAllBut(index);
        result.callback([index, value]);
      },
      (error) => {
        errors[index] = error;
        running -= 1;
        if (running === 0 && !decided) result.errback(new FailureGroup(errors));
      },
    );
  });
  if (competitors.length === 0) result.errback(new FailureGroup(errors));
  return result;
}
