import { Deferred } from "../../deferred/deferred.js";

/** A Deferred of its own for everybody who waits for `shared`, so that nobody changes or cancels the result of the others. */
export function waitFor(shared: Deferred<void>): Deferred<void> {
  const own = new Deferred<void>();
  shared.addCallbacks(
    () => {
      own.callback(undefined);
    },
    (error) => {
      own.errback(error);
    },
  );
  return own;
}
