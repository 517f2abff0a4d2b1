import type { ReactorTime } from "@twist/core";
import { assertLimit } from "@twist/core/wire";

/** How much may happen in how much time. */
export interface Rate {
  /** So many messages … */
  readonly messages: number;
  /** … in any stretch of so many milliseconds. */
  readonly perMs: number;
}

/** Lets at most so many things begin in any stretch of time: not only on average, and not only between full minutes. */
export class RateLimit {
  readonly #clock: ReactorTime;
  readonly #perMs: number;
  /** When the last so many began, as a ring. */
  readonly #begun: Float64Array;
  #next = 0;

  /** @throws {RangeError} where the rate isn't made of positive integers, or is over a million messages. */
  constructor({ messages, perMs }: Rate, clock: ReactorTime) {
    assertLimit("messages", messages);
    assertLimit("perMs", perMs);
    if (messages > 1_000_000) throw new RangeError("a rate is at most 1000000 messages");
    this.#clock = clock;
    this.#perMs = perMs;
    this.#begun = new Float64Array(messages).fill(-Infinity);
  }

  /** How many milliseconds until one more may begin; 0 for now. */
  get waitMs(): number {
    const oldest = this.#begun[this.#next] ?? -Infinity;
    return Math.max(0, oldest + this.#perMs - this.#clock.now());
  }

  /** One more begins now. */
  take(): void {
    this.#begun[this.#next] = this.#clock.now();
    this.#next = (this.#next + 1) % this.#begun.length;
  }
}
