import { ConcurrencyLimit } from "./concurrency-limit.js";

/**
 * A lock for things that take a while: one holder at a time, the others in line.
 *
 * @example
 * const reply = await lock.run(() => connection.command("STAT"));
 */
export class DeferredLock extends ConcurrencyLimit {
  constructor() {
    super(1);
  }

  /** Whether somebody holds it. */
  get locked(): boolean {
    return this.freeTokens === 0;
  }
}
