import type { DelayedCall, ReactorTime } from "../../src/deferred/reactor-time.js";

/** The least that `addTimeout` needs of a clock: calls that a test lets come due. */
export class ManualClock implements ReactorTime {
  readonly calls: { dueAt: number; active: boolean; callback: () => void }[] = [];
  #now = 0;

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#now;
  }

  callLater(delayMs: number, callback: () => void): DelayedCall {
    const call = { dueAt: this.#now + delayMs, active: true, callback };
    this.calls.push(call);
    return {
      get dueAt() {
        return call.dueAt;
      },
      get active() {
        return call.active;
      },
      cancel: () => {
        call.active = false;
      },
      reset: (ms) => {
        call.dueAt = this.#now + ms;
      },
    };
  }

  get pending(): number {
    return this.calls.filter((call) => call.active).length;
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const call of this.calls) {
      if (!call.active || call.dueAt > this.#now) continue;
      call.active = false;
      call.callback();
    }
  }
}
