import { defaultLimits, resolveLimits } from "@twist/core/wire";

/** How long a server waits, in milliseconds; `Infinity` waits for ever. No time is counted that the application takes. */
export interface SMTPServerTimeouts {
  /** Without a byte from the client; then 421. RFC 5321 §4.5.3.2.7 asks for five minutes at least. @default 300000 */
  readonly idleTimeoutMs: number;
  /** For the answer to a challenge of AUTH; then 421. @default 60000 */
  readonly authTimeoutMs: number;
  /** For all of a connection; then 421. @default Infinity */
  readonly sessionTimeoutMs: number;
}

/** The default of every time-out. */
export const DEFAULT_SMTP_SERVER_TIMEOUTS: SMTPServerTimeouts = Object.freeze({
  idleTimeoutMs: defaultLimits.idleTimeoutMs,
  authTimeoutMs: defaultLimits.authTimeoutMs,
  sessionTimeoutMs: Infinity,
});

/** The defaults with `changes` over them. @throws {RangeError} where a time-out is neither a positive integer nor `Infinity`. */
export function smtpServerTimeouts(changes?: Partial<SMTPServerTimeouts>): SMTPServerTimeouts {
  return resolveLimits(changes, { ...DEFAULT_SMTP_SERVER_TIMEOUTS });
}
