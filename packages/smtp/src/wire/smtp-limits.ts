import { defaultLimits, resolveLimits } from "@twist/core/wire";

/** How much a client may ask of a server. Every one is on by default; `Infinity` is none. */
export interface SMTPLimits {
  /** Bytes of a command line with its CRLF (RFC 5321 §4.5.3.1.4). Extensions add to it for their own commands. Over it: 500. @default 512 */
  readonly maxCommandLineBytes: number;
  /** Bytes of a message, as delivered. Announced by SIZE. Over it: 552. @default 26214400 (25 MiB) */
  readonly maxMessageBytes: number;
  /** Bytes of one line of a message. Lines should have at most 998 (RFC 5321 §4.5.3.1.6), and many have more. Over it: 554. @default 65536 */
  readonly maxMessageLineBytes: number;
  /** Recipients of one message; a server must take 100 (RFC 5321 §4.5.3.1.8). Those beyond: 452, which isn't for ever. @default 100 */
  readonly maxRecipients: number;
  /** `Received` fields of a message (RFC 5321 §6.3). Over it: 554. @default 100 */
  readonly maxHops: number;
  /** Commands that aren't known, on one connection. With the last: 421, and the end. @default 10 */
  readonly maxUnknownCommands: number;
  /** Commands refused for good (5xx) since the last message that was accepted. With the last: 421, and the end. @default 20 */
  readonly maxErrors: number;
  /**
   * Commands that bring no mail (EHLO, RSET, NOOP, VRFY, HELP and their like) since the last message that was accepted: who says nothing else only keeps the connection
   * busy. With the last: 421, and the end. @default 100
   */
  readonly maxJunkCommands: number;
  /** Failed logins on one connection. With the last: 421, and the end. @default 3 */
  readonly maxAuthAttempts: number;
  /** Connections that a factory holds at a time. Those beyond: 421, and the end. @default 10000 */
  readonly maxConnections: number;
  /** Connections that a factory holds at a time from one address. Those beyond: 421, and the end. @default 50 */
  readonly maxConnectionsPerAddress: number;
}

/** The default of every limit. */
export const DEFAULT_SMTP_LIMITS: SMTPLimits = Object.freeze({
  maxCommandLineBytes: 512,
  maxMessageBytes: 25 * 1024 * 1024,
  maxMessageLineBytes: 64 * 1024,
  maxRecipients: 100,
  maxHops: 100,
  maxUnknownCommands: 10,
  maxErrors: 20,
  maxJunkCommands: 100,
  maxAuthAttempts: 3,
  maxConnections: defaultLimits.maxConnections,
  maxConnectionsPerAddress: 50,
});

/**
 * The defaults with `changes` over them.
 *
 * @throws {RangeError} where a limit is neither a positive integer nor `Infinity`. @throws {TypeError} for a name that is none of a limit.
 */
export function smtpLimits(changes?: Partial<SMTPLimits>): SMTPLimits {
  return resolveLimits(changes, { ...DEFAULT_SMTP_LIMITS });
}
