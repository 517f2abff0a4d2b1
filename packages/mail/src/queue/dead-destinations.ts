import type { ReactorTime } from "@twist/core";
import type { DeliveryStatus } from "./queue-entry.js";

/** So many are remembered. */
const maxRemembered = 10_000;

/**
 * Destinations of which no server could be reached a short time ago. All that waits for one then isn't tried one by one, each for the length of a time-out, but put
 * off at once.
 */
export class DeadDestinations {
  readonly #clock: ReactorTime;
  readonly #forMs: number;
  readonly #dead = new Map<string, { readonly until: number; readonly status: DeliveryStatus }>();

  constructor(clock: ReactorTime, forMs: number) {
    this.#clock = clock;
    this.#forMs = forMs;
  }

  /** Why `key` isn't tried now; `undefined` where it is. */
  find(key: string): DeliveryStatus | undefined {
    const found = this.#dead.get(key);
    if (found === undefined) return undefined;
    if (this.#clock.now() < found.until) return found.status;
    this.#dead.delete(key);
    return undefined;
  }

  /** No server of `key` could be reached. */
  add(key: string, status: DeliveryStatus): void {
    const [oldest] = this.#dead.keys();
    if (this.#dead.size >= maxRemembered && oldest !== undefined) this.#dead.delete(oldest);
    this.#dead.set(key, { until: this.#clock.now() + this.#forMs, status });
  }

  /** Nothing is known any more. */
  clear(): void {
    this.#dead.clear();
  }
}
