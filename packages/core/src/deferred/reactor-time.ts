/**
 * Time, as everything in Twist sees it. Nobody but the reactor reads a clock or sets a timer; all others are
 * handed one of these, so that a test can hand them virtual time.
 */

/** A source of time and timers (Twisted's IReactorTime). The node reactor and the virtual `Clock` are two. */
export interface ReactorTime {
  /** Milliseconds on a clock that never goes back. Only differences mean something. */
  now(): number;
  /** Milliseconds since 1970-01-01 UTC: for what is shown to people and written on the wire. */
  wallTime(): number;
  /** Calls `callback` once, `delayMs` milliseconds from now. An exception out of it is logged. */
  callLater(delayMs: number, callback: () => void): DelayedCall;
}

/** A call that waits in a reactor (Twisted's IDelayedCall). */
export interface DelayedCall {
  /** When it is due, in the reactor's `now()`. */
  readonly dueAt: number;
  /** True until it has run or was cancelled. */
  readonly active: boolean;
  /** Takes it back. Does nothing if it is no longer active, so that clean-up code needs no check. */
  cancel(): void;
  /** Lets it run `delayMs` milliseconds from now instead. Throws `AlreadyCalledError` if it is no longer active. */
  reset(delayMs: number): void;
}
