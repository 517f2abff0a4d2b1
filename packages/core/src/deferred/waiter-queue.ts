import { Deferred } from "./deferred.js";
import { LinkedQueue, type QueuePlace } from "./linked-queue.js";

/** Deferreds that wait in line. One that is cancelled has left the line. */
export class WaiterQueue<T> {
  readonly #waiters = new LinkedQueue<Deferred<T>>();

  /** How many are waiting. */
  get size(): number {
    return this.#waiters.size;
  }

  /** A new waiter, at the end of the line. */
  wait(): Deferred<T> {
    const waiter = new Deferred<T>(() => {
      this.#waiters.remove(place);
    });
    const place: QueuePlace<Deferred<T>> = this.#waiters.push(waiter);
    return waiter;
  }

  /** Takes the first out of the line, for the caller to fire. */
  shift(): Deferred<T> | undefined {
    return this.#waiters.shift()?.element;
  }
}
