import { ProtocolError } from "@twist/core/wire";
import type { EnhancedCode } from "./enhanced-code.js";

/** What went wrong, as a stable identifier. Once released a code is never renamed. */
export type SMTPErrorCode =
  | "SMTP_ERROR"
  /** A command that can't be read. */
  | "BAD_COMMAND"
  /** A mailbox or path that isn't one. */
  | "BAD_MAILBOX"
  /** A domain or address literal that isn't one. */
  | "BAD_DOMAIN"
  /** A parameter that can't be read, is there twice, or has a value that it can't have. */
  | "BAD_PARAMETER"
  /** A parameter that isn't offered. */
  | "UNKNOWN_PARAMETER"
  /** An address outside ASCII without SMTPUTF8. */
  | "NEEDS_SMTPUTF8"
  /** Text that isn't UTF-8. */
  | "BAD_ENCODING"
  /** A CR or LF that is not part of a CRLF. */
  | "BARE_LINE_BREAK"
  /** The message is over the size that is allowed. */
  | "MESSAGE_TOO_BIG"
  /** A line of the message is over the length that is allowed. */
  | "LINE_TOO_LONG"
  /** The message has passed through too many servers. */
  | "MAIL_LOOP"
  /** The connection ended inside the message, or the message was given up. */
  | "INCOMPLETE_MESSAGE"
  /** A reply that can't be read. */
  | "BAD_REPLY"
  /** A reply that nothing asked for, or that isn't one to what was asked. */
  | "UNEXPECTED_REPLY";

/** What an `SMTPError` takes besides its message. */
export interface SMTPErrorOptions {
  /** @default "SMTP_ERROR" */
  readonly code?: SMTPErrorCode;
  /** The code of the reply with which a server answers this. @default 501 */
  readonly replyCode?: number;
  /** The enhanced code of that reply. @default "5.5.4" */
  readonly enhancedCode?: EnhancedCode;
  /** What led to this error. */
  readonly cause?: unknown;
}

/** The peer broke SMTP, or went over a limit. The message names the rule and never repeats what the peer sent. */
export class SMTPError extends ProtocolError {
  /** With what a server answers this; on the client's side it has no meaning. */
  readonly replyCode: number;
  readonly enhancedCode: EnhancedCode;

  constructor(message: string, options: SMTPErrorOptions = {}) {
    super(message, { code: options.code ?? "SMTP_ERROR", cause: options.cause });
    this.replyCode = options.replyCode ?? 501;
    this.enhancedCode = options.enhancedCode ?? "5.5.4";
  }
}
