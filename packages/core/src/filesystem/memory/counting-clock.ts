import type { ReactorTime } from "../../deferred/reactor-time.js";

// 2000-01-01 UTC: after every epoch that a wire format counts from, and plainly not now.
const start = 946_684_800_000;

/** Time for a file system that is given no clock: a millisecond goes by each time it is looked at. */
export class CountingClock implements Pick<ReactorTime, "wallTime"> {
  #now = start;

  wallTime(): number {
    this.#now += 1;
    return this.#now;
  }
}
