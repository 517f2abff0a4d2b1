import { resolveLimits } from "@twist/core/wire";
import type { ClientVerb } from "../machine/client-command.js";

/** How long a client waits, in milliseconds. The defaults are what RFC 5321 §4.5.3.2 asks for; `Infinity` for no end. */
export interface SMTPClientTimeouts {
  /** The greeting, from the connection on (§4.5.3.2.1). @default 300_000 */
  readonly greetingTimeoutMs: number;
  /** The replies to MAIL (§4.5.3.2.2) and RCPT (§4.5.3.2.3), each. @default 300_000 */
  readonly envelopeTimeoutMs: number;
  /** The reply to DATA (§4.5.3.2.4). @default 120_000 */
  readonly dataTimeoutMs: number;
  /** Without the server taking anything more of the message (§4.5.3.2.5). @default 180_000 */
  readonly blockTimeoutMs: number;
  /** The reply to the end of the message (§4.5.3.2.6). @default 600_000 */
  readonly endOfDataTimeoutMs: number;
  /** The replies to all other commands. @default 300_000 */
  readonly commandTimeoutMs: number;
  /** The reply to QUIT, when all is said: the connection is closed then anyway. @default 5_000 */
  readonly quitTimeoutMs: number;
}

/** What holds where nobody says otherwise. */
export const DEFAULT_SMTP_CLIENT_TIMEOUTS: SMTPClientTimeouts = Object.freeze({
  greetingTimeoutMs: 300_000,
  envelopeTimeoutMs: 300_000,
  dataTimeoutMs: 120_000,
  blockTimeoutMs: 180_000,
  endOfDataTimeoutMs: 600_000,
  commandTimeoutMs: 300_000,
  quitTimeoutMs: 5_000,
});

/**
 * All of them, each from `overrides` where it is given there.
 *
 * @throws {RangeError} for one that is no time, `TypeError` for a name that there isn't.
 */
export function smtpClientTimeouts(overrides: Partial<SMTPClientTimeouts> = {}): SMTPClientTimeouts {
  return resolveLimits<keyof SMTPClientTimeouts>(overrides, DEFAULT_SMTP_CLIENT_TIMEOUTS);
}

/** How long the reply to a command may take. */
export function replyTimeoutMs(verb: ClientVerb, timeouts: SMTPClientTimeouts): number {
  switch (verb) {
    case "GREETING":
      return timeouts.greetingTimeoutMs;
    case "MAIL":
    case "RCPT":
      return timeouts.envelopeTimeoutMs;
    case "DATA":
      return timeouts.dataTimeoutMs;
    case "BDAT":
      return timeouts.blockTimeoutMs;
    case "MESSAGE":
      return timeouts.endOfDataTimeoutMs;
    case "QUIT":
      return timeouts.quitTimeoutMs;
    default:
      return timeouts.commandTimeoutMs;
  }
}
