/** A class, abstract or not, whatever its constructor takes. */
type AnyClass = abstract new (...args: never[]) => unknown;

/**
 * `error` itself, typed, where it is an instance of one of `classes`; otherwise it is thrown on. It stands at the head
 * of an errback that knows what to do with some errors and leaves the others to the next one.
 *
 * @example
 * deferred.addErrback((error) => {
 *   const refused = trap(error, ConnectionRefused, TimeoutError);
 *   return `not there: ${refused.message}`;
 * });
 */
export function trap<C extends readonly AnyClass[]>(error: unknown, ...classes: C): InstanceType<C[number]> {
  for (const each of classes) {
    if (error instanceof each) return error as InstanceType<C[number]>;
  }
  throw error;
}
