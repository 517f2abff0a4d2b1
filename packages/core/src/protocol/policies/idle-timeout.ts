import type { DelayedCall, ReactorTime } from "../../deferred/reactor-time.js";
import { assertLimit } from "../../wire/limits.js";

/**
 * A time-out for a protocol to have and to put off whenever something happens (Twisted's TimeoutMixin). Putting it off only notes
 * the time; its one timer finds out when it goes off, and is set anew for what is left.
 *
 *     override connectionMade() { this.idle = new IdleTimeout(this.transport.clock, 60_000, () => this.sendLine("421 Too slow")); }
 *     override lineReceived(line) { this.idle.reset(); … }
 *     override connectionLost() { this.idle.stop(); }
 */
export class IdleTimeout {
  readonly #clock: ReactorTime;
  readonly #timedOut: () => void;
  #timeoutMs: number;
  #lastReset: number;
  #running = true;
  #timer: DelayedCall | undefined = undefined;

  /**
   * Begins to run at once.
   * @param timeoutMs `Infinity` for none.
   * @param timedOut Called once, when nothing has happened for so long. `reset()` starts it again.
   * @throws {RangeError} where `timeoutMs` is neither a positive integer nor `Infinity`.
   */
  constructor(clock: ReactorTime, timeoutMs: number, timedOut: () => void) {
    assertLimit("timeoutMs", timeoutMs);
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#timedOut = timedOut;
    this.#lastReset = clock.now();
    this.#arm(timeoutMs);
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /**
   * Another time-out, counted from now on: where the protocol comes to a phase with its own patience. As cheap as `reset()`, unless it
   * ends before the one there was would have. Throws a `RangeError` as the constructor does.
   */
  set timeoutMs(timeoutMs: number) {
    assertLimit("timeoutMs", timeoutMs);
    this.#timeoutMs = timeoutMs;
    if (!this.#running) return;
    this.reset();
    const timer = this.#timer;
    if (timer !== undefined && timer.dueAt > this.#lastReset + timeoutMs) timer.reset(timeoutMs);
  }

  /** Whether it counts: not after `stop()`, nor once it has gone off. */
  get running(): boolean {
    return this.#running;
  }

  /** Something happened: the whole time begins again. Cheap, so call it as often as you like. */
  reset(): void {
    this.#running = true;
    this.#lastReset = this.#clock.now();
    if (this.#timer === undefined) this.#arm(this.#timeoutMs);
  }

  /** It won't go off any more, unless it is `reset()`. */
  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    if (delayMs !== Infinity) this.#timer = this.#clock.callLater(delayMs, this.#check);
  }

  readonly #check = (): void => {
    this.#timer = undefined;
    const leftMs = this.#lastReset + this.#timeoutMs - this.#clock.now();
    if (leftMs > 0) {
      this.#arm(leftMs);
    } else {
      this.#running = false;
      this.#timedOut();
    }
  };
}
