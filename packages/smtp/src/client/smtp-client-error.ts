import { sanitizeForLog } from "@twist/core/wire";
import { TwistError } from "@twist/core";
import type { SMTPReply } from "../wire/reply.js";
import type { RejectedRecipient } from "./send-result.js";

/** What went wrong, as a stable identifier. Once released a code is never renamed. */
export type SMTPClientErrorCode =
  /** The server said no to a command; `reply` has its words. */
  | "COMMAND_REFUSED"
  /** The server doesn't want this connection. */
  | "GREETING_REFUSED"
  /** The server doesn't want this sender, or this kind of message. */
  | "SENDER_REFUSED"
  /** Not one recipient was accepted; `rejected` has the reply to each. */
  | "RECIPIENTS_REFUSED"
  /** The server refused the message itself. */
  | "MESSAGE_REFUSED"
  /** The user name, password or token is wrong. */
  | "AUTH_FAILED"
  /** The server couldn't check the credentials just now: they may be right. */
  | "AUTH_UNAVAILABLE"
  /** There is no mechanism to log in with that both sides have and that is safe on this connection. */
  | "AUTH_NOT_POSSIBLE"
  /** The connection has to be encrypted and the server doesn't offer to. */
  | "TLS_REQUIRED"
  /** The server offered STARTTLS and then refused it, or the handshake failed. */
  | "STARTTLS_FAILED"
  /** Something came in clear behind the reply to STARTTLS: somebody tampers with the connection (CVE-2020-14954). */
  | "STARTTLS_INJECTION"
  /** What was given as a mail address is none. */
  | "BAD_ADDRESS"
  /** The message needs an extension that the server doesn't offer. */
  | "EXTENSION_MISSING"
  /** The message is larger than the server takes. */
  | "MESSAGE_TOO_LARGE"
  /** The message's own stream failed. */
  | "MESSAGE_FAILED"
  /** The server didn't reply in time, or took no more of the message. */
  | "REPLY_TIMEOUT"
  /** The connection ended too early. */
  | "CONNECTION_CLOSED"
  /** The domain takes no mail (RFC 7505), or has no mail server. */
  | "NO_MAIL_SERVER"
  /** The domain's mail server couldn't be looked up just now. */
  | "LOOKUP_FAILED"
  /** The mail would come back to this host. */
  | "MAIL_LOOP"
  /** The pool is closed, or too many messages wait for it. */
  | "POOL_CLOSED"
  | "POOL_EXHAUSTED";

/** What an `SMTPClientError` takes besides its message. */
export interface SMTPClientErrorOptions {
  readonly code: SMTPClientErrorCode;
  /** Whether it would go wrong again the same way. @default what the reply says: 5yz is permanent */
  readonly permanent?: boolean;
  /** What the server said. */
  readonly reply?: SMTPReply | undefined;
  /** The command that went wrong, by its verb. */
  readonly command?: string | undefined;
  readonly rejected?: readonly RejectedRecipient[] | undefined;
  /** What led to this error. */
  readonly cause?: unknown;
}

/**
 * Mail was not sent, or a command came to nothing. The message says what to do about it; the server's own words are at its end, made safe to show. No
 * message holds a password or a token.
 */
export class SMTPClientError extends TwistError {
  declare readonly code: SMTPClientErrorCode;
  /** True where the same attempt would fail again, and false where trying later may help (RFC 5321 §4.2.1). The opposite of `transient`. */
  readonly permanent: boolean;
  /** What the server said, where it said something. */
  readonly reply: SMTPReply | undefined;
  /** The verb of the command that went wrong: `"RCPT"`, … */
  readonly command: string | undefined;
  /** The recipients that the server refused, each with the reply it got. */
  readonly rejected: readonly RejectedRecipient[];

  constructor(message: string, options: SMTPClientErrorOptions) {
    const { reply } = options;
    super(reply === undefined ? message : `${message}: the server said "${quoteReply(reply)}"`, options);
    this.reply = reply;
    this.command = options.command;
    this.permanent = options.permanent ?? (reply !== undefined && reply.code >= 500);
    this.rejected = options.rejected ?? [];
  }

  /** The same error, said of one command. */
  during(command: string): SMTPClientError {
    const { code, permanent, rejected, cause } = this;
    const error = new SMTPClientError("", { code, permanent, rejected, cause, command, reply: this.reply });
    error.message = this.message;
    return error;
  }

  /** Whether trying again later may help. */
  get transient(): boolean {
    return !this.permanent;
  }
}

function quoteReply(reply: SMTPReply): string {
  return sanitizeForLog(`${String(reply.code)} ${reply.text}`);
}
