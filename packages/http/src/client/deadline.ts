import type { DelayedCall, ReactorTime } from "@twist/core";

/**
 * One timer that is set again and again, as a connection's time-outs are. To set it later, which is what nearly always happens, costs a
 * subtraction: the timer below finds out when it goes off.
 */
export class Deadline {
  readonly #clock: ReactorTime;
  readonly #onExpired: () => void;
  #at = Number.POSITIVE_INFINITY;
  #call: DelayedCall | undefined;

  /** @param onExpired Called when the time set last is over. */
  constructor(clock: ReactorTime, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** From now on it expires in `ms` milliseconds; never, where that is infinite. */
  set(ms: number): void {
    if (ms === Number.POSITIVE_INFINITY) {
      this.clear();
      return;
    }
    this.#at = this.#clock.now() + ms;
    const call = this.#call;
    if (call === undefined) this.#call = this.#clock.callLater(ms, this.#due);
    else if (call.dueAt > this.#at) call.reset(ms);
  }

  /** It doesn't expire until it is set again. The timer is left to run out, or to be used again. */
  clear(): void {
    this.#at = Number.POSITIVE_INFINITY;
  }

  /** It doesn't expire, and no timer is left. */
  stop(): void {
    this.clear();
    this.#call?.cancel();
    this.#call = undefined;
  }

  readonly #due = (): void => {
    this.#call = undefined;
    if (this.#at === Number.POSITIVE_INFINITY) return;
    const left = this.#at - this.#clock.now();
    if (left > 0) {
      this.#call = this.#clock.callLater(left, this.#due);
      return;
    }
    this.clear();
    this.#onExpired();
  };
}
