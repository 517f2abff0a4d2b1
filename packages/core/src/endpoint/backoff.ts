/** Gives the time to wait, in milliseconds, before the next attempt, after so many attempts failed in a row (at least 1). */
export type RetryPolicy = (failedAttempts: number) => number;

export interface ExponentialBackoffOptions {
  /** The wait after the first failure. @default 1000 */
  readonly initialMs?: number;
  /** The longest wait, before jitter. @default 60000 */
  readonly maxMs?: number;
  /** How much longer each wait is than the one before. @default 1.5 */
  readonly factor?: number;
  /** Each wait is made longer or shorter by up to this part of it, so that many clients don't come back together. @default 0.25 */
  readonly jitter?: number;
  /** A number from 0 up to 1; for tests. @default Math.random */
  readonly random?: () => number;
}

/** Waits longer after each failure: 1 s, 1.5 s, 2.25 s, … up to a minute, each a quarter longer or shorter by chance. */
export function exponentialBackoff(options: ExponentialBackoffOptions = {}): RetryPolicy {
  const { initialMs = 1000, maxMs = 60_000, factor = 1.5, jitter = 0.25, random = Math.random } = options;
  return (failedAttempts) => {
    const wait = Math.min(maxMs, initialMs * factor ** (Math.max(1, failedAttempts) - 1));
    return wait * (1 + jitter * (2 * random() - 1));
  };
}
