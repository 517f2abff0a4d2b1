import type { Deferred } from "./deferred.js";
import { succeed } from "./succeed.js";
import { WaiterQueue } from "./waiter-queue.js";

/** Something that is so or isn't yet, for any number to wait for; after asyncio's Event. */
export class DeferredEvent {
  #isSet = false;
  #waiters = new WaiterQueue<void>();

  /** Whether it is set. */
  get isSet(): boolean {
    return this.#isSet;
  }

  /** Sets it and calls all who wait, in order, before this returns. Does nothing if it is set. */
  set(): void {
    if (this.#isSet) return;
    this.#isSet = true;
    // Whoever waits from now on, after a clear() in one of these calls, waits for the next time.
    const waiters = this.#waiters;
    this.#waiters = new WaiterQueue();
    for (let waiter = waiters.shift(); waiter !== undefined; waiter = waiters.shift()) waiter.callback();
  }

  /** Unsets it: `wait()` waits again. */
  clear(): void {
    this.#isSet = false;
  }

  /** Fires once it is set; at once if it is. */
  wait(): Deferred<void> {
    return this.#isSet ? succeed() : this.#waiters.wait();
  }
}
