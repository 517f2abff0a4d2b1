import { ConcurrencyLimit } from "./concurrency-limit.js";

/** A lock that a number of holders may have at a time, for work that is to run in parallel, but not too much of it. */
export class DeferredSemaphore extends ConcurrencyLimit {
  /** How many may hold it at a time. */
  readonly limit: number;

  /**
   * @param limit A whole number from 1.
   * @throws RangeError if it isn't.
   */
  constructor(limit: number) {
    if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError("a semaphore's limit is a whole number from 1");
    super(limit);
    this.limit = limit;
  }

  /** How many tokens are left. */
  get tokens(): number {
    return this.freeTokens;
  }
}
