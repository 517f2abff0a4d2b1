import type { Path } from "./path.js";

/** From a host to itself: no time, no trouble. */
export class LoopbackPath implements Path {
  readonly down = false;
  readonly freeAt = 0;
  readonly link = undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  latency(): number {
    return 0;
  }

  arrival(): number {
    return this.#now();
  }

  datagramArrivals(): number[] {
    return [this.#now()];
  }
}
