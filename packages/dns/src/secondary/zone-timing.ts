import type { SOAData } from "../records/soa.js";
import type { SecondaryLimits } from "./secondary-limits.js";

/** When a secondary looks at its primaries (RFC 1034 §4.3.5), within the limits, with chance in it so that not all come at once. */
export class ZoneTiming {
  readonly #limits: SecondaryLimits;
  readonly #random: () => number;

  /** @param random From 0 up to 1. */
  constructor(limits: SecondaryLimits, random: () => number) {
    this.#limits = limits;
    this.#random = random;
  }

  /** From a look that went well to the next, in milliseconds. */
  refreshMs(soa: SOAData): number {
    return this.#sooner(this.#clamped(soa.refresh));
  }

  /** From a look that failed to the next. */
  retryMs(soa: SOAData): number {
    return this.#sooner(this.#clamped(soa.retry));
  }

  /** The same, before there is any copy of the zone; `failures` is how many looks have failed. */
  firstRetryMs(failures: number): number {
    const { firstRetryMs, maxFirstRetryMs } = this.#limits;
    return this.#sooner(Math.min(firstRetryMs * 2 ** Math.min(failures - 1, 30), maxFirstRetryMs));
  }

  /** How long a copy may be used after the last look that went well. Never shorter than that look's own interval. */
  expireMs(soa: SOAData): number {
    const longest = Math.min(soa.expire * 1000, this.#limits.maxExpireMs);
    return Math.max(longest, this.#clamped(soa.refresh) + this.#clamped(soa.retry));
  }

  #clamped(seconds: number): number {
    const { minRefreshMs, maxRefreshMs } = this.#limits;
    return Math.min(Math.max(seconds * 1000, minRefreshMs), maxRefreshMs);
  }

  /** At least three quarters of it. */
  #sooner(ms: number): number {
    return Math.ceil(ms * (0.75 + this.#random() / 4));
  }
}
