const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** When mail that wasn't taken is tried again. */
export interface RetrySchedule {
  /** How long to wait after the first attempt, the second, …; the last one holds for all further ones. @default 5, 15 and 30 minutes, 1, 2, then 4 hours */
  readonly delaysMs: readonly number[];
  /** By how much a wait may be shorter or longer, so that not all come back at once: 0.1 is a tenth. @default 0.1 */
  readonly jitter: number;
  /** After this time no attempt is made any more, and the mail goes back (RFC 5321 §4.5.4.1 asks for 4 to 5 days). @default 5 days */
  readonly giveUpAfterMs: number;
  /** After this time the sender is told that it takes long; `Infinity` for never. @default 4 hours */
  readonly warnAfterMs: number;
}

/** What holds where nobody says otherwise. */
export const defaultRetrySchedule: RetrySchedule = Object.freeze({
  delaysMs: Object.freeze([5 * minuteMs, 15 * minuteMs, 30 * minuteMs, hourMs, 2 * hourMs, 4 * hourMs]),
  jitter: 0.1,
  giveUpAfterMs: 120 * hourMs,
  warnAfterMs: 4 * hourMs,
});

/** The defaults with `changes` over them. @throws {RangeError} where a time or the jitter can't be one. */
export function retrySchedule(changes: Partial<RetrySchedule> = {}): RetrySchedule {
  const schedule = { ...defaultRetrySchedule, ...changes };
  const { delaysMs, jitter, giveUpAfterMs, warnAfterMs } = schedule;
  if (delaysMs.length === 0 || !delaysMs.every((delay) => delay > 0 && delay < Infinity)) {
    throw new RangeError("delaysMs has to hold at least one time, and times above 0 only");
  }
  if (!(jitter >= 0 && jitter < 1)) throw new RangeError("jitter is a number from 0 to below 1");
  if (!(giveUpAfterMs > 0) || !(warnAfterMs > 0)) throw new RangeError("giveUpAfterMs and warnAfterMs are above 0");
  return schedule;
}

/** How long to wait after that many attempts. @param random From 0 to before 1. */
export function retryDelayMs({ delaysMs, jitter }: RetrySchedule, attempts: number, random: number): number {
  const delay = delaysMs[Math.min(attempts, delaysMs.length) - 1] ?? delaysMs[0] ?? minuteMs;
  return Math.round(delay * (1 + jitter * (2 * random - 1)));
}
