import type { Deferred } from "../../src/deferred/deferred.js";

/** What a Deferred has come to by now, synchronously. Takes the result, so that nothing is reported. */
export function outcomeOf(deferred: Deferred<unknown>): readonly [kind: string, result?: unknown] {
  let outcome: readonly [string, unknown?] = ["pending"];
  deferred.addCallbacks(
    (value) => {
      outcome = ["value", value];
    },
    (error) => {
      outcome = ["error", error];
    },
  );
  return outcome;
}

/** The error of a Deferred that has failed. */
export function errorOf(deferred: Deferred<unknown>): unknown {
  const [kind, result] = outcomeOf(deferred);
  if (kind !== "error") throw new Error(`expected an error, got: ${kind}`);
  return result;
}
