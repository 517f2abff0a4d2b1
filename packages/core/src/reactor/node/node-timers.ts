import { AlreadyCalledError } from "../../deferred/deferred-errors.js";
import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import { Logger } from "../../logging/logger.js";

const log = new Logger("twist.core.reactor");

/** The longest time that `setTimeout` can wait; longer ones are waited for in pieces. */
const longestTimeoutMs = 2 ** 31 - 1;

/** The real clock, and timers on it. */
export class NodeTimers implements ReactorTime {
  now(): number {
    return performance.now();
  }

  wallTime(): number {
    return Date.now();
  }

  /** @throws {RangeError} where `delayMs` is negative or not a number. Infinity never comes. */
  callLater(delayMs: number, callback: () => void): DelayedCall {
    return new NodeDelayedCall(checkedDelay(delayMs), callback);
  }
}

function checkedDelay(delayMs: number): number {
  if (!(delayMs >= 0)) throw new RangeError(`A delay must be 0 ms or more, not ${String(delayMs)}.`);
  return delayMs;
}

/**
 * One timer of Node's. To put it off, which is what idle time-outs do with every byte, only notes the new time; the timer finds
 * out when it goes off.
 */
class NodeDelayedCall implements DelayedCall {
  dueAt: number;
  #callback: (() => void) | undefined;
  #timer: NodeJS.Timeout;
  /** When `#timer` goes off. */
  #timerAt: number;

  constructor(delayMs: number, callback: () => void) {
    this.#callback = callback;
    const now = performance.now();
    this.dueAt = now + delayMs;
    this.#timerAt = now + Math.min(delayMs, longestTimeoutMs);
    this.#timer = arm(this, delayMs);
  }

  get active(): boolean {
    return this.#callback !== undefined;
  }

  cancel(): void {
    if (this.#callback === undefined) return;
    this.#callback = undefined;
    clearTimeout(this.#timer);
  }

  reset(delayMs: number): void {
    if (this.#callback === undefined) throw new AlreadyCalledError("This call has run or was cancelled.");
    this.dueAt = performance.now() + checkedDelay(delayMs);
    if (this.dueAt >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#rearm(delayMs);
  }

  #rearm(delayMs: number): void {
    this.#timerAt = performance.now() + Math.min(delayMs, longestTimeoutMs);
    this.#timer = arm(this, delayMs);
  }

  /**
   * The timer went off: it is time, unless the call was put off, or was too far away for one timer. Node counts from the time at which the
   * turn began, so that a timer may be early by a moment; to wait for that moment again would let calls overtake each other.
   */
  static wake(this: void, call: NodeDelayedCall): void {
    const callback = call.#callback;
    if (callback === undefined) return;
    if (call.dueAt > call.#timerAt) {
      const missingMs = call.dueAt - performance.now();
      if (missingMs > 0) {
        call.#rearm(missingMs);
        return;
      }
    }
    call.#callback = undefined;
    try {
      callback();
    } catch (error) {
      log.error("An exception came out of a delayed call", { error });
    }
  }
}

function arm(call: NodeDelayedCall, delayMs: number): NodeJS.Timeout {
  return setTimeout(NodeDelayedCall.wake, Math.min(Math.ceil(delayMs), longestTimeoutMs), call);
}
