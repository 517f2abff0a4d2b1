import type { Deferred } from "./deferred.js";
import { DeferredList, type DeferredListOptions } from "./deferred-list.js";

/** The values of a list of promises, place by place. */
type ValuesOf<P extends readonly PromiseLike<unknown>[]> = { -readonly [I in keyof P]: Awaited<P[I]> };

/**
 * Waits for all to succeed: fires with their values, in the order given, or fails with a `FirstError` (the error is its
 * `cause`) as soon as one fails. The others run on. Cancelling it cancels each of them.
 *
 * @param promises Deferreds and promises.
 */
export function gatherResults<const P extends readonly PromiseLike<unknown>[]>(
  promises: P,
  options: Pick<DeferredListOptions, "consumeErrors"> = {},
): Deferred<ValuesOf<P>> {
  const { consumeErrors = false } = options;
  const list = new DeferredList(promises, { fireOnOneErrback: true, consumeErrors });
  return list.addCallback((outcomes) => outcomes.map((outcome) => outcome[1])) as Deferred<unknown> as Deferred<
    ValuesOf<P>
  >;
}
