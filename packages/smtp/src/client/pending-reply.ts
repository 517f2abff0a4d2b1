import { Deferred } from "@twist/core";
import type { ClientCommand, ReplyHandler } from "../machine/client-command.js";
import type { SMTPReply } from "../wire/reply.js";
import { SMTPClientError, type SMTPClientErrorCode } from "./smtp-client-error.js";

/** What a refusal of one command is called. */
export interface Refusal {
  readonly code: SMTPClientErrorCode;
  readonly message: string;
}

const refusal: Refusal = { code: "COMMAND_REFUSED", message: "The server refused the command" };

/** One command, one Deferred: a 2yz reply is its value, any other its error. */
export class PendingReply implements ReplyHandler {
  readonly result: Deferred<SMTPReply>;
  readonly #refusal: Refusal;

  /** @param cancel Takes the command back, or breaks the connection off. */
  constructor(cancel: (handler: ReplyHandler) => void, named: Refusal = refusal) {
    this.#refusal = named;
    this.result = new Deferred<SMTPReply>(() => cancel(this));
  }

  replied(command: ClientCommand, reply: SMTPReply): void {
    if (this.result.called) return;
    if (reply.code < 300) {
      this.result.callback(reply);
    } else {
      const { code, message } = this.#refusal;
      const verb = command.verb === "GREETING" ? undefined : command.verb;
      this.result.errback(new SMTPClientError(message, { code, command: verb, reply }));
    }
  }

  unanswered(_command: ClientCommand, error: Error): void {
    if (!this.result.called) this.result.errback(error);
  }
}
