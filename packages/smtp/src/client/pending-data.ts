import { Deferred } from "@twist/core";
import type { ClientCommand, ReplyHandler } from "../machine/client-command.js";
import type { DataEncoderOptions } from "../wire/data-encoder.js";
import type { SMTPReply } from "../wire/reply.js";
import { DataTransfer } from "./data-transfer.js";
import type { Message } from "./message-source.js";
import { SMTPClientError } from "./smtp-client-error.js";
import type { TransactionHost } from "./transaction-host.js";
import type { TransferOwner } from "./transfer.js";

/** DATA by itself, for who says MAIL and RCPT one by one. */
export class PendingData implements TransferOwner {
  /** The reply to the message; with LMTP one for each accepted recipient, of which not all need to be good. */
  readonly result: Deferred<readonly SMTPReply[]>;
  readonly #host: TransactionHost;
  readonly #transfer: DataTransfer;
  readonly #lmtp: boolean;
  readonly #replies: SMTPReply[] = [];
  #started = false;
  #due = 1;

  constructor(
    host: TransactionHost,
    { message, encoding, lmtp }: { message: Message; encoding: DataEncoderOptions; lmtp: boolean },
    cancel: (handler: ReplyHandler) => void,
  ) {
    this.#host = host;
    this.#lmtp = lmtp;
    this.#transfer = new DataTransfer(host, { message, encoding }, this);
    this.result = new Deferred<readonly SMTPReply[]>(() => {
      this.#transfer.stop();
      cancel(this);
    });
  }

  get expectedReplies(): number {
    return this.#lmtp ? Math.max(1, this.#host.machine.acceptedRecipients) : 1;
  }

  repliesDue(count: number): void {
    this.#due += count;
  }

  replied(command: ClientCommand, reply: SMTPReply): void {
    if (this.result.called) return;
    if (command.verb === "DATA" && reply.code >= 300 && reply.code < 400) {
      this.#started = true;
      this.#transfer.start();
    } else if (command.verb === "DATA" || (!this.#lmtp && reply.code >= 300)) {
      this.#refused(command, reply);
    } else {
      this.#replies.push(reply);
      if (this.#replies.length === this.#due) this.result.callback(this.#replies);
    }
  }

  unanswered(_command: ClientCommand, error: Error): void {
    this.#transfer.stop();
    if (!this.result.called) this.result.errback(error);
  }

  transferFailed(cause: unknown): void {
    this.#host.breakOff(
      new SMTPClientError("The message could not be read to its end, so it was not sent", {
        code: "MESSAGE_FAILED",
        command: "DATA",
        permanent: false,
        cause,
      }),
    );
  }

  #refused(command: ClientCommand, reply: SMTPReply): void {
    this.#transfer.stop();
    const error = new SMTPClientError("The server refused the message", {
      code: "MESSAGE_REFUSED",
      command: "DATA",
      reply,
    });
    this.result.errback(error);
    // In the middle of a message there is no way back but the end of the connection.
    if (command.verb === "DATA" && this.#started) this.#host.breakOff(error);
  }
}
