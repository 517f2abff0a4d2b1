import { AsyncResource } from "node:async_hooks";

import { AlreadyCalledError } from "../deferred/deferred-errors.js";
import type { DelayedCall } from "../deferred/reactor-time.js";

/** Where virtual calls wait: a `CallHeap`. */
export interface CallQueue {
  nextSequence(): number;
  add(call: VirtualCall): void;
  remove(call: VirtualCall): void;
}

/** A call that waits in a `Clock`. It runs in the `AsyncLocalStorage` context in which it was made. */
export class VirtualCall extends AsyncResource implements DelayedCall {
  dueAt: number;
  /** Decides between calls that are due at the same instant: the one that was set first goes first. */
  sequence: number;
  /** Where it stands in the heap; -1 once it is no longer active. For the heap only. */
  position = -1;
  readonly #heap: CallQueue;
  readonly #now: () => number;
  readonly #callback: () => void;

  /** @throws {RangeError} where `delayMs` is no delay. */
  constructor(heap: CallQueue, now: () => number, delayMs: number, callback: () => void) {
    checkDelay(delayMs);
    super("TwistDelayedCall", { requireManualDestroy: true });
    this.#heap = heap;
    this.#now = now;
    this.#callback = callback;
    this.dueAt = now() + delayMs;
    this.sequence = heap.nextSequence();
    heap.add(this);
  }

  get active(): boolean {
    return this.position >= 0;
  }

  cancel(): void {
    if (this.active) this.#heap.remove(this);
  }

  reset(delayMs: number): void {
    if (!this.active)
      throw new AlreadyCalledError("this call has run or was cancelled: make a new one with callLater()");
    checkDelay(delayMs);
    this.#heap.remove(this);
    this.dueAt = this.#now() + delayMs;
    this.sequence = this.#heap.nextSequence();
    this.#heap.add(this);
  }

  /** Runs it, once the heap has given it out. */
  run(): void {
    this.runInAsyncScope(this.#callback);
  }
}

/** @throws {RangeError} where `delayMs` is no delay. */
export function checkDelay(delayMs: number): void {
  if (!(delayMs >= 0)) throw new RangeError(`A delay is a number of milliseconds from 0 up, not ${String(delayMs)}.`);
}
