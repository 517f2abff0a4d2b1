/** Whether `value` is something that `await` would wait for: a promise, a Deferred, or any object with a `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value === "object" ? value === null : typeof value !== "function") return false;
  return typeof (value as { then?: unknown }).then === "function";
}
