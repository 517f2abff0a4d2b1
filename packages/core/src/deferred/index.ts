/** Results that are not there yet, and what is made of them. */

export { abortable } from "./abortable.js";
export { keepAsyncContext } from "./async-context.js";
export { Deferred } from "./deferred.js";
export {
  AlreadyCalledError,
  CancelledError,
  FailureGroup,
  FirstError,
  QueueOverflow,
  QueueUnderflow,
  TimeoutError,
} from "./deferred-errors.js";
export { DeferredEvent } from "./deferred-event.js";
export {
  DeferredList,
  type DeferredListOptions,
  type DeferredListResult,
  type DeferredOutcome,
} from "./deferred-list.js";
export { DeferredLock } from "./deferred-lock.js";
export { DeferredQueue, type DeferredQueueOptions } from "./deferred-queue.js";
export { DeferredSemaphore } from "./deferred-semaphore.js";
export { fail } from "./fail.js";
export { gatherResults } from "./gather-results.js";
export { type InlineBody, inlineCallbacks, waitFor } from "./inline-callbacks.js";
export { maybeDeferred } from "./maybe-deferred.js";
export { race } from "./race.js";
export type { DelayedCall, ReactorTime } from "./reactor-time.js";
export { succeed } from "./succeed.js";
export { trap } from "./trap.js";
