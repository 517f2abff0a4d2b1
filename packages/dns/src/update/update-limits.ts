import { resolveLimits } from "@twist/core/wire";

/** How far updates may go; over one of them an update is refused, `maxPendingUpdates` apart. Each is a positive integer, or `Infinity`. */
export interface UpdateLimits {
  /** Updates of one zone that wait for their turn; those beyond are SERVFAIL. @default 100 */
  readonly maxPendingUpdates: number;
  /** Records that an RRset may grow to. @default 100 */
  readonly maxRecordsPerSet: number;
  /** Types that a name may come to have. @default 100 */
  readonly maxTypesPerName: number;
  /** Names that a zone may grow to. @default 1_000_000 */
  readonly maxNames: number;
}

export const DEFAULT_UPDATE_LIMITS: UpdateLimits = Object.freeze({
  maxPendingUpdates: 100,
  maxRecordsPerSet: 100,
  maxTypesPerName: 100,
  maxNames: 1_000_000,
});

/** The defaults with `changes` over them. Throws a `RangeError` for a value that is no limit. */
export function updateLimits(changes: Partial<UpdateLimits> = {}): UpdateLimits {
  return resolveLimits<keyof UpdateLimits>(changes, { ...DEFAULT_UPDATE_LIMITS });
}
