import type { Deferred } from "./deferred.js";
import { maybeDeferred } from "./maybe-deferred.js";
import { succeed } from "./succeed.js";
import { WaiterQueue } from "./waiter-queue.js";

/** What DeferredLock and DeferredSemaphore have in common: some tokens, and a line of those who wait for one. */
export abstract class ConcurrencyLimit {
  readonly #limit: number;
  readonly #waiters = new WaiterQueue<this>();
  #free: number;
  #granting = false;

  protected constructor(limit: number) {
    this.#limit = limit;
    this.#free = limit;
  }

  /** How many tokens can be had at once. */
  protected get freeTokens(): number {
    return this.#free;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Fires when it is your turn, in the order of the calls. Who has acquired releases. Cancel it to leave the line. */
  acquire(): Deferred<this> {
    if (this.#free === 0 || this.#waiters.size > 0) return this.#waiters.wait();
    this.#free -= 1;
    return succeed(this);
  }

  /**
   * Gives back what was acquired. The next in line is called before this returns, except from inside of a callback of
   * one that was called in this way: it then has its turn once that callback has returned, so that a long line of short
   * jobs doesn't grow the stack.
   *
   * @throws TypeError if nothing is acquired.
   */
  release(): void {
    if (this.#free === this.#limit) throw new TypeError("release() without an acquire()");
    this.#free += 1;
    if (this.#granting) return;
    this.#granting = true;
    try {
      while (this.#free > 0) {
        const waiter = this.#waiters.shift();
        if (waiter === undefined) break;
        this.#free -= 1;
        waiter.callback(this);
      }
    } finally {
      this.#granting = false;
    }
  }

  /**
   * Calls a function when it is its turn, and releases once its result is there, whatever that is. Cancelling while it
   * waits means that it isn't called; after that, cancels the Deferred that it has returned.
   */
  run<A extends readonly unknown[], R>(call: (...args: A) => R, ...args: A): Deferred<Awaited<R>> {
    return this.acquire().addCallback(() =>
      maybeDeferred(call, ...args).addFinally(() => {
        this.release();
      }),
    );
  }
}
