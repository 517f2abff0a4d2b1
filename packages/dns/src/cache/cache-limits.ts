import { resolveLimits } from "@twist/core/wire";

/** What an `AnswerCache` keeps, and for how long. Times are milliseconds, sizes bytes. */
export interface CacheLimits {
  /** Memory for all that is cached, about. @default 8_388_608 */
  readonly maxCacheBytes: number;
  /** Records of one answer: one with more is passed on, but not kept (CVE-2024-1737). @default 200 */
  readonly maxRecordsPerAnswer: number;
  /** A day, as Unbound has it: the longest TTL that is believed (RFC 8767 §4 allows a week). @default 86_400_000 */
  readonly maxTTLMs: number;
  /** How long at most it is believed that something doesn't exist (RFC 2308 §5). @default 3_600_000 */
  readonly maxNegativeTTLMs: number;
  /** For how long a failure is not tried again (RFC 9520 §3.2: 1 s to 5 minutes). @default 5_000 */
  readonly failureTTLMs: number;
}

export const DEFAULT_CACHE_LIMITS: CacheLimits = Object.freeze({
  maxCacheBytes: 8_388_608,
  maxRecordsPerAnswer: 200,
  maxTTLMs: 86_400_000,
  maxNegativeTTLMs: 3_600_000,
  failureTTLMs: 5_000,
});

/** All limits, with `overrides`. @throws {RangeError} @throws {TypeError} */
export function cacheLimits(overrides?: Partial<CacheLimits>): CacheLimits {
  return resolveLimits<keyof CacheLimits>(overrides, { ...DEFAULT_CACHE_LIMITS });
}
