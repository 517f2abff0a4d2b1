import type { Deferred } from "./deferred.js";
import { QueueOverflow, QueueUnderflow } from "./deferred-errors.js";
import { LinkedQueue } from "./linked-queue.js";
import { succeed } from "./succeed.js";
import { isThenable } from "./thenable.js";
import { WaiterQueue } from "./waiter-queue.js";

/** Options of `DeferredQueue`: whole numbers from 0, or `Infinity`. */
export interface DeferredQueueOptions {
  /** How many values may wait for a `get()`. @default Infinity */
  readonly size?: number;
  /** How many `get()` may wait for a value. @default Infinity */
  readonly backlog?: number;
}

/** Values in line for those who take them, and those who take them in line for values. */
export class DeferredQueue<T> {
  readonly #sizeLimit: number;
  readonly #backlogLimit: number;
  readonly #values = new LinkedQueue<T>();
  readonly #waiters = new WaiterQueue<T>();

  /** @throws RangeError if a limit is not a whole number from 0 or `Infinity`. */
  constructor(options: DeferredQueueOptions = {}) {
    const { size = Infinity, backlog = Infinity } = options;
    for (const limit of [size, backlog]) {
      if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit >= 0)) {
        throw new RangeError("a queue's size and backlog are whole numbers from 0, or Infinity");
      }
    }
    this.#sizeLimit = size;
    this.#backlogLimit = backlog;
  }

  /** How many values are waiting for a `get()`. */
  get size(): number {
    return this.#values.size;
  }

  /** How many `get()` are waiting for a value. */
  get backlog(): number {
    return this.#waiters.size;
  }

  /**
   * Gives a value to the first who waits, before this returns, or puts it in line.
   *
   * @throws QueueOverflow if the line is full.
   * @throws TypeError if `value` is a promise or a Deferred.
   */
  put(value: T): void {
    if (isThenable(value)) throw new TypeError("put() takes a value, not a promise");
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.callback(value);
      return;
    }
    if (this.#values.size >= this.#sizeLimit) throw new QueueOverflow(this.#sizeLimit);
    this.#values.push(value);
  }

  /**
   * Takes the first value, as soon as there is one. Cancel it to leave the line: no value is lost by that.
   *
   * @throws QueueUnderflow if too many are waiting.
   */
  get(): Deferred<T> {
    const place = this.#values.shift();
    if (place !== undefined) return succeed(place.element);
    if (this.#waiters.size >= this.#backlogLimit) throw new QueueUnderflow(this.#backlogLimit);
    return this.#waiters.wait();
  }
}
