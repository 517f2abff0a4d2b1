import { Deferred } from "./deferred.js";

/**
 * A Deferred that has fired with `value`, for an answer that is there already.
 *
 * @throws TypeError if `value` is a promise or a Deferred.
 */
export function succeed(): Deferred<void>;
export function succeed<T>(value: T): Deferred<T>;
export function succeed(value?: unknown): Deferred<unknown> {
  const deferred = new Deferred<unknown>();
  deferred.callback(value);
  return deferred;
}
