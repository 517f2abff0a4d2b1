import { START_OF_MESSAGE, errorReply } from "../machine/server-replies.js";
import { SMTPReply } from "../wire/reply.js";
import { SMTPError } from "../wire/smtp-error.js";
import { SMTPReplyError } from "../wire/smtp-reply-error.js";
import { INTERNAL_ERROR, MESSAGE_OK } from "./usual-replies.js";
import type { SessionLog } from "./session-log.js";

/** Makes replies of what a session answers, whatever that is. What can't be one is a fault of the session's: it is logged, and answered with 451. */
export class SessionAnswers {
  readonly #log: SessionLog;

  constructor(log: SessionLog) {
    this.#log = log;
  }

  /** `reply`, unless it can't be sent. */
  checked(reply: SMTPReply, verb?: string): SMTPReply {
    try {
      if (reply.isIntermediate && reply !== START_OF_MESSAGE) throw new TypeError("a hook may not answer with 3xx");
      reply.encode();
      return reply;
    } catch (error) {
      return this.ofError(error, verb);
    }
  }

  /** The one place where errors become replies. */
  ofError(error: unknown, verb?: string): SMTPReply {
    if (error instanceof SMTPReplyError) return error.reply;
    if (error instanceof SMTPError) return errorReply(error);
    this.#log.failed(verb, error);
    return INTERNAL_ERROR;
  }

  /** What is said for one recipient of a message. */
  ofRecipient(answer: SMTPReply | Error | undefined): SMTPReply {
    if (answer === undefined) return MESSAGE_OK;
    return this.checked(answer instanceof SMTPReply ? answer : this.ofError(answer, "DATA"));
  }
}
