import { resolveLimits } from "@twist/core/wire";

/** When servers are told. Times are milliseconds. */
export interface NotifyLimits {
  /** From a change to telling of it: several at once are told as one. @default 1_000 */
  readonly delayMs: number;
  /** The wait before the second attempt; each further one is twice as long (RFC 1996 §3.6). @default 15_000 */
  readonly retryMs: number;
  /** @default 5 */
  readonly maxAttempts: number;
  /** Messages that wait for their answers at a time. @default 20 */
  readonly maxConcurrent: number;
}

export const DEFAULT_NOTIFY_LIMITS: NotifyLimits = Object.freeze({
  delayMs: 1_000,
  retryMs: 15_000,
  maxAttempts: 5,
  maxConcurrent: 20,
});

/** The defaults with `changes` over them. Throws a `RangeError` for a value that is no limit. */
export function notifyLimits(changes: Partial<NotifyLimits> = {}): NotifyLimits {
  return resolveLimits<keyof NotifyLimits>(changes, { ...DEFAULT_NOTIFY_LIMITS });
}
