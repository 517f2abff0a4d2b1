import type { ReactorTime } from "@twist/core";
import type { Question } from "../wire/question.js";

/** RFC 9520 §3.2: no less than a second, no more than five minutes, and longer each time. */
const firstMs = 5_000;
const longestMs = 300_000;
const maxEntries = 10_000;

interface Failure {
  readonly until: number;
  readonly forMs: number;
}

/** Questions that couldn't be answered, so that they aren't tried again at once (RFC 9520). */
export class FailureCache {
  readonly #clock: ReactorTime;
  readonly #failures = new Map<string, Failure>();

  constructor(clock: ReactorTime) {
    this.#clock = clock;
  }

  has(question: Question): boolean {
    return (this.#failures.get(keyOf(question))?.until ?? -Infinity) > this.#clock.now();
  }

  add(question: Question): void {
    const key = keyOf(question);
    const last = this.#failures.get(key);
    const now = this.#clock.now();
    // What failed again soon after it was tried again waits for longer.
    const isRepeated = last !== undefined && now < last.until + longestMs;
    const forMs = isRepeated ? Math.min(last.forMs * 2, longestMs) : firstMs;
    this.#failures.delete(key);
    this.#failures.set(key, { until: now + forMs, forMs });
    if (this.#failures.size <= maxEntries) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }

  delete(question: Question): void {
    this.#failures.delete(keyOf(question));
  }

  clear(): void {
    this.#failures.clear();
  }
}

function keyOf({ name, type }: Question): string {
  return `${String(type)} ${name.key}`;
}
