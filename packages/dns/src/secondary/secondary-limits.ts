import { resolveLimits } from "@twist/core/wire";
import { DEFAULT_TRANSFER_CLIENT_LIMITS, type TransferClientLimits } from "../transfer/transfer-client-limits.js";

/**
 * What a secondary server takes of its primaries, whatever the SOA record says: one with a refresh time of 0 makes it neither ask all the
 * time, nor keep a zone for ever. Times are milliseconds.
 */
export interface SecondaryLimits extends TransferClientLimits {
  /** Zones that are looked after at a time; the others wait. @default 10 */
  readonly maxConcurrent: number;
  /** The shortest time between two looks at a primary, be it told of changes or not. @default 1_000 */
  readonly minIntervalMs: number;
  /** The shortest time that SOA's refresh and retry may ask for. @default 30_000 */
  readonly minRefreshMs: number;
  /** The longest time that SOA's refresh and retry may ask for. @default 2_419_200_000, 28 days */
  readonly maxRefreshMs: number;
  /** The longest time that SOA's expire may ask for. @default 14_515_200_000, 24 weeks */
  readonly maxExpireMs: number;
  /** Before the first copy of a zone, the wait before the second attempt; each further one is twice as long. @default 5_000 */
  readonly firstRetryMs: number;
  /** What these waits grow to. @default 600_000 */
  readonly maxFirstRetryMs: number;
  /** The wait for a primary to say its serial. @default 10_000 */
  readonly checkTimeoutMs: number;
  /** For one transfer. @default 1_800_000 */
  readonly transferTimeoutMs: number;
}

const dayMs = 86_400_000;

export const DEFAULT_SECONDARY_LIMITS: SecondaryLimits = Object.freeze({
  ...DEFAULT_TRANSFER_CLIENT_LIMITS,
  maxConcurrent: 10,
  minIntervalMs: 1_000,
  minRefreshMs: 30_000,
  maxRefreshMs: 28 * dayMs,
  maxExpireMs: 168 * dayMs,
  firstRetryMs: 5_000,
  maxFirstRetryMs: 600_000,
  checkTimeoutMs: 10_000,
  transferTimeoutMs: 1_800_000,
});

/** The defaults with `changes` over them. Throws a `RangeError` for a value that is no limit. */
export function secondaryLimits(changes: Partial<SecondaryLimits> = {}): SecondaryLimits {
  return resolveLimits<keyof SecondaryLimits>(changes, { ...DEFAULT_SECONDARY_LIMITS });
}
