import { TwistError } from "@twist/core/wire";
import type { EnhancedCode } from "./enhanced-code.js";
import { SMTPReply } from "./reply.js";

/** What an `SMTPReplyError` takes besides its reply. */
export interface SMTPReplyErrorOptions {
  /** The verb of the command that was refused. */
  readonly command?: string;
  /** What led to this error. */
  readonly cause?: unknown;
}

/**
 * A server's session throws it to refuse a command with that reply. What a client's call fails with is an `SMTPClientError`.
 * Code: `"SMTP_REPLY"`.
 *
 *     throw SMTPReplyError.of(550, "5.1.1", "No such user here");
 */
export class SMTPReplyError extends TwistError {
  readonly reply: SMTPReply;
  /** The verb of the command that was refused, where that is known: `"RCPT"`. */
  readonly command: string | undefined;

  /** @throws {RangeError} where `reply` is no refusal. */
  constructor(reply: SMTPReply, options: SMTPReplyErrorOptions = {}) {
    if (reply.code < 400) throw new RangeError(`a reply of ${String(reply.code)} is no refusal`);
    super(refusalMessage(reply, options.command), { code: "SMTP_REPLY", cause: options.cause });
    this.reply = reply;
    this.command = options.command;
  }

  /** The error with a reply made from these. @throws {RangeError} where they make no refusal. */
  static of(code: number, enhancedCode: EnhancedCode, text: string | readonly string[]): SMTPReplyError {
    return new SMTPReplyError(new SMTPReply(code, text, enhancedCode));
  }

  /** 5xx: it shouldn't be tried again like this. */
  get permanent(): boolean {
    return this.reply.isPermanent;
  }

  /** 4xx: it may be tried again later. */
  get transient(): boolean {
    return this.reply.isTransient;
  }
}

/** Only codes: the text is the peer's. */
function refusalMessage({ code, enhancedCode }: SMTPReply, command: string | undefined): string {
  const codes = enhancedCode === undefined ? String(code) : `${String(code)} ${enhancedCode}`;
  return command === undefined ? `refused: ${codes}` : `${command} was refused: ${codes}`;
}
