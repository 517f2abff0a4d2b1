import type { Deferred } from "./deferred.js";
import { succeed } from "./succeed.js";

/**
 * A Deferred of its own with the result of `promise`, which keeps it too, and whose error then counts as handled.
 * Where `promise` is a Deferred, its result is passed on synchronously, and cancelling reaches through to it.
 */
export function following<T>(promise: PromiseLike<T>): Deferred<Awaited<T>> {
  return succeed().addCallback(() => promise);
}
