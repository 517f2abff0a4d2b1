import { Deferred } from "../deferred/deferred.js";
import type { DelayedCall, ReactorTime } from "../deferred/reactor-time.js";
import { isThenable } from "../deferred/thenable.js";

export interface LoopingCallOptions {
  /** Whether the first call comes at once, and not only after one interval. @default true */
  readonly now?: boolean;
}

/**
 * Calls a function again and again, at the multiples of an interval (Twisted's LoopingCall). Where the function returns a
 * promise or a Deferred, the next call waits for it; multiples that pass meanwhile are skipped, and the rhythm is kept.
 */
export class LoopingCall {
  readonly #clock: ReactorTime;
  readonly #callback: (count: number) => unknown;
  #intervalMs = 0;
  #startedAt = 0;
  #lastTick = 0;
  #pending: DelayedCall | undefined = undefined;
  #done: Deferred<this> | undefined = undefined;

  /**
   * @param clock The time it lives in.
   * @param callback What it calls. `count` is how many multiples of the interval have come since the last call: 1, or more where
   *   some were skipped (Twisted's `withCount`).
   */
  constructor(clock: ReactorTime, callback: (count: number) => unknown) {
    this.#clock = clock;
    this.#callback = callback;
  }

  /** Whether it has been started and not stopped. */
  get running(): boolean {
    return this.#done !== undefined;
  }

  /**
   * Begins. An interval of 0 calls as often as the clock allows.
   * @returns a Deferred that fires with this object once `stop` is called, and fails when the function throws or what it returned
   *   fails: the loop has then ended. Cancelling it stops the loop.
   * @throws {TypeError} where it runs already.
   * @throws {RangeError} where the interval is negative.
   */
  start(intervalMs: number, options: LoopingCallOptions = {}): Deferred<this> {
    if (!(intervalMs >= 0))
      throw new RangeError(`An interval is a number of milliseconds from 0 up, not ${String(intervalMs)}.`);
    if (this.running) throw new TypeError("This LoopingCall runs already. Call stop() first.");
    const done = new Deferred<this>(() => {
      this.#end();
    });
    const now = options.now ?? true;
    this.#done = done;
    this.#intervalMs = intervalMs;
    this.#startedAt = this.#clock.now();
    this.#lastTick = now ? -1 : 0;
    if (now) this.#run();
    else this.#schedule();
    return done;
  }

  /** No more calls. One whose promise is still being waited for is not cut short. Does nothing where it doesn't run. */
  stop(): void {
    this.#end()?.callback(this);
  }

  /** Starts the rhythm anew: the next call comes one interval from now. Does nothing where it doesn't run. */
  reset(): void {
    if (!this.running) return;
    this.#startedAt = this.#clock.now();
    this.#lastTick = 0;
    if (this.#pending === undefined) return;
    this.#pending.cancel();
    this.#schedule();
  }

  #run(): void {
    this.#pending = undefined;
    const tick = this.#tick();
    const count = this.#intervalMs === 0 ? 1 : Math.max(1, tick - this.#lastTick);
    this.#lastTick = tick;
    const done = this.#done;
    let result: unknown;
    try {
      result = this.#callback(count);
    } catch (error) {
      this.#failed(done, error);
      return;
    }
    if (!isThenable(result)) {
      this.#goOn(done);
      return;
    }
    Deferred.fromPromise(result).addCallbacks(
      () => {
        this.#goOn(done);
      },
      (error) => {
        this.#failed(done, error);
      },
    );
  }

  /** The next call, unless the loop was stopped, or stopped and started again, in the meantime. */
  #goOn(done: Deferred<this> | undefined): void {
    if (done !== undefined && this.#done === done) this.#schedule();
  }

  #failed(done: Deferred<this> | undefined, error: unknown): void {
    if (done === undefined || this.#done !== done) throw error;
    this.#end()?.errback(error);
  }

  #schedule(): void {
    const delayMs =
      this.#intervalMs === 0
        ? 0
        : Math.max(0, this.#startedAt + (this.#tick() + 1) * this.#intervalMs - this.#clock.now());
    this.#pending = this.#clock.callLater(delayMs, () => {
      this.#run();
    });
  }

  /** Which multiple of the interval has come last. A clock that wakes us a hair too early has not skipped one. */
  #tick(): number {
    if (this.#intervalMs === 0) return 0;
    const elapsed = (this.#clock.now() - this.#startedAt) / this.#intervalMs;
    const nearest = Math.round(elapsed);
    return Math.abs(elapsed - nearest) < 1e-6 ? nearest : Math.floor(elapsed);
  }

  #end(): Deferred<this> | undefined {
    const done = this.#done;
    this.#done = undefined;
    this.#pending?.cancel();
    this.#pending = undefined;
    return done;
  }
}
