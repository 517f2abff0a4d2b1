import type { DelayedCall, ReactorTime } from "@twist/core";

/** Each timer puts two sweeps at least this far apart, so that however many there are, looking at them takes a few thousandths of the time. */
const SPACING_MS = 0.02;

/** One of the timers that `ConnectionTimers` looks at. */
export interface SweptTimer {
  /** Where it is among the others; -1 where it isn't. For `ConnectionTimers` alone. */
  index: number;
  /** What it waits for; `undefined` while it waits for nothing. */
  readonly awaited: string | undefined;
  /** When it is due. */
  readonly deadline: number;
  /** It is due. */
  expire(): void;
}

/**
 * The timers of many connections on one call of the reactor: when the earliest of them may be due, all are looked at. An idle connection has no timer of the
 * system's, and to wait for something new costs no more than noting it. Few are told exactly in time; ten thousand up to 200 ms late.
 */
export class ConnectionTimers {
  readonly clock: ReactorTime;
  /** In no order. Each knows its index. */
  readonly #timers: SweptTimer[] = [];
  #call: DelayedCall | undefined = undefined;
  /** No timer is due before. */
  #earliest = Number.POSITIVE_INFINITY;
  #sweeping = false;

  constructor(clock: ReactorTime) {
    this.clock = clock;
  }

  add(timer: SweptTimer): void {
    timer.index = this.#timers.push(timer) - 1;
  }

  remove(timer: SweptTimer): void {
    const timers = this.#timers;
    const last = timers.pop();
    if (last !== undefined && last !== timer) {
      timers[timer.index] = last;
      last.index = timer.index;
    }
    timer.index = -1;
    if (timers.length > 0) return;
    this.#call?.cancel();
    this.#call = undefined;
    this.#earliest = Number.POSITIVE_INFINITY;
  }

  /** A timer waits until `deadline`. */
  note(deadline: number): void {
    if (deadline >= this.#earliest) return;
    this.#earliest = deadline;
    if (!this.#sweeping) this.#schedule(0);
  }

  /** @param leastMs How far away the next sweep is at the least. */
  #schedule(leastMs: number): void {
    if (this.#earliest === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(leastMs, this.#earliest - this.clock.now());
    if (this.#call === undefined) {
      this.#call = this.clock.callLater(delayMs, () => {
        this.#sweep();
      });
    } else {
      this.#call.reset(delayMs);
    }
  }

  #sweep(): void {
    this.#call = undefined;
    this.#earliest = Number.POSITIVE_INFINITY;
    this.#sweeping = true;
    const now = this.clock.now();
    const timers = this.#timers;
    // Backwards: what takes the place of one that is removed has been looked at before.
    for (let i = timers.length - 1; i >= 0; i--) {
      const timer = timers[i];
      if (timer?.awaited === undefined) continue;
      if (timer.deadline <= now) timer.expire();
      else if (timer.deadline < this.#earliest) this.#earliest = timer.deadline;
    }
    this.#sweeping = false;
    this.#schedule(timers.length * SPACING_MS);
  }
}
