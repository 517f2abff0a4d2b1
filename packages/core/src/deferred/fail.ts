import { Deferred } from "./deferred.js";

/** A Deferred that has failed with `error`. It is reported like any other, unless somebody handles it in time. */
export function fail(error: unknown): Deferred<never> {
  const deferred = new Deferred<never>();
  deferred.errback(error);
  return deferred;
}
