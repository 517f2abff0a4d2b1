import { resolveLimits } from "@twist/core/wire";

/** What a client takes of a server that sends a zone. Each is a positive integer, or `Infinity`. */
export interface TransferClientLimits {
  /** Records, those that are removed and added too. @default 5_000_000 */
  readonly maxRecords: number;
  /** Bytes of all messages. @default 1_073_741_824 */
  readonly maxBytes: number;
  /** The wait for the first and for each further message. @default 30_000 */
  readonly messageTimeoutMs: number;
}

/** The default of every limit. */
export const DEFAULT_TRANSFER_CLIENT_LIMITS: TransferClientLimits = Object.freeze({
  maxRecords: 5_000_000,
  maxBytes: 1024 * 1024 * 1024,
  messageTimeoutMs: 30_000,
});

/** The defaults with `changes` over them. Throws a `RangeError` for a value that is no limit. */
export function transferClientLimits(changes: Partial<TransferClientLimits> = {}): TransferClientLimits {
  return resolveLimits<keyof TransferClientLimits>(changes, { ...DEFAULT_TRANSFER_CLIENT_LIMITS });
}
