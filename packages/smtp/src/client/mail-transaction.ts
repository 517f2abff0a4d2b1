import { Deferred } from "@twist/core";
import { ClientCommand, type ReplyHandler } from "../machine/client-command.js";
import type { SMTPReply } from "../wire/reply.js";
import { BdatTransfer } from "./bdat-transfer.js";
import { DataTransfer } from "./data-transfer.js";
import { queueIdOf } from "./queue-id.js";
import type { RejectedRecipient, SendResult } from "./send-result.js";
import { SMTPClientError, type SMTPClientErrorCode } from "./smtp-client-error.js";
import type { TransactionHost } from "./transaction-host.js";
import type { TransactionPlan, Transfer, TransferOwner } from "./transfer.js";

/** MAIL, RCPT for each recipient, and the message: one mail, from the first command to the last reply (RFC 5321 §3.3). */
export class MailTransaction implements TransferOwner {
  /** What becomes of it. Cancelling it takes back what hasn't been sent, or else breaks the connection off, after the replies to the mails before it. */
  readonly result: Deferred<SendResult>;
  readonly #host: TransactionHost;
  readonly #plan: TransactionPlan;
  readonly #accepted: string[] = [];
  readonly #rejected: RejectedRecipient[] = [];
  /** The commands of ours that have no reply yet, sent or not. */
  #outstanding = 0;
  #recipientsAnswered = 0;
  /** The first thing that went wrong. */
  #failure: Error | undefined;
  #transfer: (Transfer & Partial<ReplyHandler>) | undefined;
  #begun = false;
  /** What the server said of the message: of all of it, or with LMTP for each accepted recipient. */
  #finalReplies = 0;
  #reply: SMTPReply | undefined;
  #over = false;

  constructor(host: TransactionHost, plan: TransactionPlan) {
    this.#host = host;
    this.#plan = plan;
    this.result = new Deferred<SendResult>(() => {
      this.#cancel();
    });
  }

  /** Sends what can be sent now. */
  begin(): void {
    const { mailLine, rcptLines, chunking } = this.#plan;
    const commands = [new ClientCommand("MAIL", mailLine, this)];
    for (const line of rcptLines) commands.push(new ClientCommand("RCPT", line, this));
    commands.push(chunking ? new ClientCommand("CHUNKS", undefined, this) : new ClientCommand("DATA", "DATA", this));
    this.#outstanding = commands.length;
    this.#host.machine.pushAll(commands);
  }

  replied(command: ClientCommand, reply: SMTPReply): void {
    if (this.#over) {
      this.#breakOff();
      return;
    }
    this.#begun = true;
    switch (command.verb) {
      case "MAIL":
        this.#mailReplied(reply);
        break;
      case "RCPT":
        this.#rcptReplied(reply);
        break;
      case "DATA":
        if (reply.code < 400) {
          this.#goAhead();
          return;
        }
        this.#dataRefused(reply);
        break;
      default:
        this.#messageReplied(command, reply);
    }
    this.#answered();
  }

  unanswered(command: ClientCommand, error: Error): void {
    this.#failure ??= at(command, error);
    this.#transfer?.stop();
    this.#answered();
  }

  // What the transfer tells.

  repliesDue(count: number): void {
    this.#outstanding += count;
  }

  /** Only the end of the connection makes clear that there is no more. */
  transferFailed(error: unknown): void {
    const failure = new SMTPClientError("The message could not be read to its end, so it was not sent", {
      code: "MESSAGE_FAILED",
      command: "DATA",
      permanent: false,
      cause: error,
    });
    this.#failure ??= failure;
    this.#host.breakOff(failure);
  }

  get expectedReplies(): number {
    return this.#plan.lmtp ? this.#accepted.length : 1;
  }

  #mailReplied(reply: SMTPReply): void {
    if (reply.code < 300) return;
    const why =
      reply.code === 530
        ? "The server wants a login or TLS before it takes mail; give auth, or another security"
        : "The server does not take mail from this sender";
    this.#fail("SENDER_REFUSED", why, { command: "MAIL", reply });
    this.#dropHeld();
  }

  #rcptReplied(reply: SMTPReply): void {
    const { addresses, chunking } = this.#plan;
    const address = addresses[this.#recipientsAnswered++] ?? "";
    if (reply.code < 300) this.#accepted.push(address);
    // Behind a sender who was refused, "say MAIL first" isn't about the recipient.
    else if (this.#failure === undefined) this.#rejected.push({ address, reply, permanent: reply.code >= 500 });
    if (this.#recipientsAnswered < addresses.length || this.#failure !== undefined) return;
    if (this.#accepted.length === 0) {
      this.#refuseRecipients();
      this.#dropHeld();
      // DATA, where it has been sent, gets its own reply; otherwise the server waits for recipients.
      if (this.#outstanding === 1) this.#reset();
    } else if (chunking) {
      this.#startTransfer(new BdatTransfer(this.#host, this.#plan, this));
    }
  }

  #refuseRecipients(): void {
    const [first] = this.#rejected;
    const several = this.#rejected.length > 1;
    this.#failure ??= new SMTPClientError(
      several ? "The server takes none of the recipients; the first" : "The server does not take the recipient",
      {
        code: "RECIPIENTS_REFUSED",
        command: "RCPT",
        reply: first?.reply,
        permanent: this.#rejected.every(({ permanent }) => permanent),
        rejected: this.#rejected,
      },
    );
  }

  /** 354: the server wants the message, even where it has taken no recipient (RFC 2920 §3.1). */
  #goAhead(): void {
    if (this.#failure === undefined && this.#accepted.length > 0) {
      this.#startTransfer(new DataTransfer(this.#host, this.#plan, this));
      return;
    }
    this.#host.transport.write(".\r\n");
    this.#host.machine.messageSent([new ClientCommand("MESSAGE", undefined, this)]);
  }

  #startTransfer(transfer: Transfer): void {
    this.#transfer = transfer;
    transfer.start();
  }

  #dataRefused(reply: SMTPReply): void {
    const early = this.#transfer !== undefined;
    this.#fail("MESSAGE_REFUSED", "The server refused the message", { command: "DATA", reply });
    this.#transfer?.stop();
    // In the middle of a message there is no way back but the end of the connection.
    if (early) this.#host.breakOff(this.#failure ?? new Error("refused"));
    else this.#reset();
  }

  #messageReplied(command: ClientCommand, reply: SMTPReply): void {
    const last = command.verb === "MESSAGE";
    if (this.#failure !== undefined) return;
    if (last && this.#plan.lmtp) {
      this.#recipientDecided(reply);
    } else if (reply.code >= 300) {
      this.#transfer?.stop();
      this.#fail("MESSAGE_REFUSED", "The server refused the message", {
        command: this.#plan.chunking ? "BDAT" : "DATA",
        reply,
      });
      this.#dropHeld();
      if (!last) this.#reset();
    } else if (last) {
      this.#reply = reply;
    }
  }

  /** LMTP: what becomes of the message for one of the accepted recipients. */
  #recipientDecided(reply: SMTPReply): void {
    const address = this.#accepted[this.#finalReplies] ?? "";
    if (reply.code < 300) {
      this.#reply ??= reply;
      this.#finalReplies++;
    } else {
      this.#accepted.splice(this.#finalReplies, 1);
      this.#rejected.push({ address, reply, permanent: reply.code >= 500 });
      if (this.#accepted.length === 0) {
        this.#fail("MESSAGE_REFUSED", "The server refused the message for every recipient", { command: "DATA", reply });
      }
    }
  }

  #fail(code: SMTPClientErrorCode, message: string, { command, reply }: { command: string; reply: SMTPReply }): void {
    this.#failure ??= new SMTPClientError(message, { code, command, reply, rejected: this.#rejected });
  }

  #dropHeld(): void {
    this.#outstanding -= this.#host.machine.drop((command) => this.#isOurs(command));
  }

  #isOurs({ handler }: ClientCommand): boolean {
    return handler === this || handler === this.#transfer;
  }

  /** Ends a transaction that the server still has open. It goes out before anything else that waits. */
  #reset(): void {
    this.#host.machine.pushFirst(new ClientCommand("RSET", "RSET", nobody));
  }

  #answered(): void {
    this.#outstanding--;
    if (this.#outstanding > 0 || this.#over) return;
    this.#over = true;
    const reply = this.#reply;
    if (this.#failure !== undefined) this.result.errback(this.#failure);
    else if (reply !== undefined) {
      const queueId = queueIdOf(reply.text);
      this.result.callback({ accepted: this.#accepted, rejected: this.#rejected, reply, queueId });
    }
  }

  #cancel(): void {
    this.#over = true;
    this.#transfer?.stop();
    const { machine } = this.#host;
    const dropped = machine.drop((command) => this.#isOurs(command));
    if (!this.#begun && dropped === this.#outstanding) return;
    // The mail before this one may have been accepted already: its reply is worth waiting for, and comes before ours.
    if (machine.awaited === undefined || this.#isOurs(machine.awaited)) this.#breakOff();
    else this.#host.takeNoMore();
  }

  #breakOff(): void {
    this.#host.breakOff(new SMTPClientError("The mail was given up by its sender", { code: "CONNECTION_CLOSED" }));
  }
}

/** The end of a connection, with the command of ours that it hit first: nothing of a mail has been taken where that is MAIL. */
function at({ verb }: ClientCommand, error: Error): Error {
  if (!(error instanceof SMTPClientError) || error.code !== "CONNECTION_CLOSED") return error;
  return error.during(verb === "MESSAGE" || verb === "CHUNKS" ? "DATA" : verb);
}

/** Doesn't care. */
const nobody: ReplyHandler = { replied: () => undefined, unanswered: () => undefined };
