/** The errors that Deferreds and what is built on them fail with or throw. */

import { TwistError } from "../errors/twist-error.js";

/** Thrown by `callback()` and `errback()` of a Deferred that has fired before. Code `ALREADY_CALLED`. */
export class AlreadyCalledError extends TwistError {
  constructor(message = "this Deferred has already fired") {
    super(message, { code: "ALREADY_CALLED" });
  }
}

/** What a cancelled Deferred fails with where its canceller gives no other result. Code `CANCELLED`. */
export class CancelledError extends TwistError {
  constructor(message = "cancelled") {
    super(message, { code: "CANCELLED" });
  }
}

/** What a Deferred fails with when its `addTimeout()` runs out. Code `TIMEOUT`. */
export class TimeoutError extends TwistError {
  /** How long it was waited for, in milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`no result within ${String(timeoutMs)} ms`, { code: "TIMEOUT" });
    this.timeoutMs = timeoutMs;
  }
}

/** What a list of Deferreds fails with when the first of them fails: its error is the `cause`. Code `FIRST_ERROR`. */
export class FirstError extends TwistError {
  /** Where in the list the one stands that failed, from 0. */
  readonly index: number;

  constructor(error: unknown, index: number) {
    super(`number ${String(index)} of the list failed: ${error instanceof Error ? error.message : String(error)}`, {
      code: "FIRST_ERROR",
      cause: error,
    });
    this.index = index;
  }
}

/** What `race()` fails with when every competitor has failed. Code `FAILURE_GROUP`. */
export class FailureGroup extends TwistError {
  /** The error of each competitor, in the order in which they were given. */
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super(`all ${String(errors.length)} failed`, { code: "FAILURE_GROUP" });
    this.errors = errors;
  }
}

/** Thrown by `DeferredQueue.put()` when the queue holds as many values as it may. Code `QUEUE_OVERFLOW`. */
export class QueueOverflow extends TwistError {
  constructor(size: number) {
    super(`the queue is full (size ${String(size)})`, { code: "QUEUE_OVERFLOW" });
  }
}

/** Thrown by `DeferredQueue.get()` when as many are waiting as may. Code `QUEUE_UNDERFLOW`. */
export class QueueUnderflow extends TwistError {
  constructor(backlog: number) {
    super(`too many are waiting for the queue (backlog ${String(backlog)})`, { code: "QUEUE_UNDERFLOW" });
  }
}
