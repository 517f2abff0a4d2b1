import {
  DEFAULT_BODY_GAP_TIMEOUT_MS,
  DEFAULT_FIRST_BYTE_TIMEOUT_MS,
  DEFAULT_HEADERS_TIMEOUT_MS,
  DEFAULT_KEEP_ALIVE_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  DEFAULT_WRITE_STALL_TIMEOUT_MS,
} from "../wire/http-limits.js";

/** How long a server waits for its peer, in milliseconds; `Infinity` waits for ever. No time is counted that the application takes. */
export interface HTTPTimeouts {
  /** From the acceptance of a connection to its first byte; then it is closed. @default 10000 */
  readonly firstByteTimeoutMs: number;
  /** From the first byte of a head to its last. Over it: 408. @default 30000 */
  readonly headersTimeoutMs: number;
  /** Between two pieces of a body. Over it: 408. @default 60000 */
  readonly bodyGapTimeoutMs: number;
  /** For all of a body, not counting the time in which its reader has it wait. Over it: 408. @default 300000 */
  readonly requestTimeoutMs: number;
  /** Between two requests; then the connection is closed. @default 65000 */
  readonly keepAliveTimeoutMs: number;
  /** How long a peer may take none of the bytes that wait for it; then the connection is aborted. @default 120000 */
  readonly writeStallTimeoutMs: number;
}

/** The default of every time-out. */
export const DEFAULT_HTTP_TIMEOUTS: HTTPTimeouts = Object.freeze({
  firstByteTimeoutMs: DEFAULT_FIRST_BYTE_TIMEOUT_MS,
  headersTimeoutMs: DEFAULT_HEADERS_TIMEOUT_MS,
  bodyGapTimeoutMs: DEFAULT_BODY_GAP_TIMEOUT_MS,
  requestTimeoutMs: DEFAULT_REQUEST_TIMEOUT_MS,
  keepAliveTimeoutMs: DEFAULT_KEEP_ALIVE_TIMEOUT_MS,
  writeStallTimeoutMs: DEFAULT_WRITE_STALL_TIMEOUT_MS,
});

/**
 * The defaults with `changes` over them.
 * @throws {RangeError} where a time-out is not a number over 0.
 */
export function httpTimeouts(changes: Partial<HTTPTimeouts> = {}): HTTPTimeouts {
  for (const [name, value] of Object.entries(changes)) {
    if (!(value > 0)) throw new RangeError(`${name} must be a number over 0`);
  }
  return Object.freeze({ ...DEFAULT_HTTP_TIMEOUTS, ...changes });
}
