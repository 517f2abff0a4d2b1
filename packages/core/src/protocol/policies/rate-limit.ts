/**
 * A rate in bytes per second, as a token bucket that is kept as one number: the time at which everything that has passed will
 * have been paid for. Time before that may run ahead by `burstMs`. Those who share one each wait for what they took, and so are
 * served in the order in which they came.
 */
export class RateLimit {
  readonly bytesPerSecond: number;
  readonly #burstMs: number;
  #paidAt = -Infinity;

  /**
   * @param bytesPerSecond More than 0.
   * @param burstMs How much of what wasn't used may be used at once later on, as the time in which it came about. @default 1000
   * @throws {RangeError} where the rate isn't a positive number, or the burst is negative.
   */
  constructor(bytesPerSecond: number, burstMs = 1000) {
    if (!(bytesPerSecond > 0))
      throw new RangeError(`A rate must be more than 0 bytes per second, not ${String(bytesPerSecond)}.`);
    if (!(burstMs >= 0)) throw new RangeError(`burstMs must be 0 or more, not ${String(burstMs)}.`);
    this.bytesPerSecond = bytesPerSecond;
    this.#burstMs = burstMs;
  }

  /** `bytes` have passed at `now`. @returns for how many milliseconds nothing more should, 0 where more may at once. */
  take(bytes: number, now: number): number {
    this.#paidAt = Math.max(this.#paidAt, now - this.#burstMs) + (bytes * 1000) / this.bytesPerSecond;
    return Math.max(0, this.#paidAt - now);
  }
}
