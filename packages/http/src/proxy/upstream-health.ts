import type { RetryPolicy } from "@twist/core";

/** When an upstream that fails is taken out, and for how long. */
export interface FailurePolicy {
  /** So many failures in a row take it out. */
  readonly maxFailures: number;
  /** For how long, after it has been taken out so many times in a row. */
  readonly backoff: RetryPolicy;
}

/**
 * What is known of an upstream's health: by the requests that it is sent (passive), and by checks (active). A few failures in a row take it out for a while. Then one
 * request tries it: if that comes well it is back, otherwise it is out for longer.
 */
export class UpstreamHealth {
  readonly #policy: FailurePolicy;
  #failures = 0;
  #timesOut = 0;
  #outUntil = Number.NEGATIVE_INFINITY;
  #onTrial = false;
  #checkedDown = false;

  constructor(policy: FailurePolicy) {
    this.#policy = policy;
  }

  /** Whether the last checks say that it is down. */
  get checkedDown(): boolean {
    return this.#checkedDown;
  }

  /** Until when it is out. */
  get outUntil(): number {
    return this.#outUntil;
  }

  /** Whether requests may be sent to it at `now`. */
  isAvailable(now: number): boolean {
    if (this.#checkedDown || now < this.#outUntil) return false;
    return this.#timesOut === 0 || !this.#onTrial;
  }

  /** A request is sent. */
  requestBegun(): void {
    if (this.#timesOut > 0) this.#onTrial = true;
  }

  /** It has been answered. */
  requestSucceeded(): void {
    this.#failures = 0;
    this.#timesOut = 0;
    this.#onTrial = false;
    this.#outUntil = Number.NEGATIVE_INFINITY;
  }

  /** It has come to nothing, by the upstream's fault. */
  requestFailed(now: number): void {
    this.#onTrial = false;
    // Requests that were under way when it went out say nothing new.
    if (now < this.#outUntil) return;
    this.#failures++;
    if (this.#timesOut === 0 && this.#failures < this.#policy.maxFailures) return;
    this.#timesOut++;
    this.#outUntil = now + this.#policy.backoff(this.#timesOut);
  }

  /** It has ended without telling anything of the upstream: the client has gone. */
  requestAbandoned(): void {
    this.#onTrial = false;
  }

  /** Checks have found it up, or down. Up, it is believed at once. */
  checked(up: boolean): void {
    if (up && this.#checkedDown) this.requestSucceeded();
    this.#checkedDown = !up;
  }
}
