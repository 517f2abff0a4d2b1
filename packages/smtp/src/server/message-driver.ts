import { SMTPReply } from "../wire/reply.js";
import { SMTPError } from "../wire/smtp-error.js";
import { type Envelope, asksForNotifications } from "./envelope.js";
import { type MessageFlow, MessageStream } from "./message-stream.js";
import { MessageTransfer, type TransferOwner } from "./message-transfer.js";
import { MESSAGE_OK } from "./usual-replies.js";
import type { SessionAnswers } from "./session-answers.js";
import type { SessionLog } from "./session-log.js";
import type { SMTPConnection } from "./smtp-connection.js";
import type { AnySession, EachAnswer, HookAnswer } from "./smtp-session.js";

/** What a message's hook answers: once for all, or for each recipient. */
type MessageAnswer = HookAnswer | EachAnswer;

/** Who speaks with the client, as far as messages go. */
export interface MessageShell extends MessageFlow {
  /** Answers what has to be answered. */
  answer(reply: SMTPReply): void;
  answerEach(replies: readonly SMTPReply[]): void;
}

/** What a `MessageDriver` is made of. */
export interface MessageDriverParts {
  readonly shell: MessageShell;
  readonly connection: SMTPConnection;
  readonly answers: SessionAnswers;
  readonly log: SessionLog;
}

/** Brings the messages of one connection, one after the other, to the session's hooks, and the hooks' answers back. */
export class MessageDriver implements TransferOwner<MessageAnswer> {
  readonly #shell: MessageShell;
  readonly #connection: SMTPConnection;
  readonly #answers: SessionAnswers;
  readonly #log: SessionLog;
  #transfer: MessageTransfer<MessageAnswer> | undefined;
  #messages = 0;

  constructor({ shell, connection, answers, log }: MessageDriverParts) {
    this.#shell = shell;
    this.#connection = connection;
    this.#answers = answers;
    this.#log = log;
  }

  /** A message begins, and the session hears of it. */
  begin(envelope: Envelope, session: AnySession): void {
    this.#messages += 1;
    const message = new MessageStream(`${this.#connection.id}.${String(this.#messages)}`, envelope, this.#shell);
    this.#transfer = new MessageTransfer<MessageAnswer>(message, this);
    this.#transfer.start((stream) => this.#deliver(stream, session));
  }

  data(content: Buffer): void {
    this.#transfer?.message.push(content);
  }

  /** The message itself is refused. Its end comes all the same. */
  failed(error: SMTPError): void {
    this.#transfer?.message.fail(error);
  }

  ended(): void {
    this.#transfer?.end();
  }

  /** The rest will never come, and nobody waits for an answer. @returns whether a message was under way. */
  abandon(): boolean {
    const transfer = this.#transfer;
    if (transfer === undefined) return false;
    this.#transfer = undefined;
    transfer.message.fail(new SMTPError("the message was given up", { code: "INCOMPLETE_MESSAGE" }));
    return true;
  }

  transferAnswered(answer: MessageAnswer): void {
    const message = this.#takeMessage();
    if (message.error !== undefined) {
      this.#answerFailed(message, message.error);
    } else if (answer === undefined || answer instanceof SMTPReply) {
      const reply = this.#answers.checked(answer ?? MESSAGE_OK, "DATA");
      this.#log.message(message, reply);
      this.#shell.answer(reply);
    } else if (Array.isArray(answer) && answer.length === message.envelope.recipients.length) {
      const each = (answer as EachAnswer).map((one) => this.#answers.ofRecipient(one));
      for (const reply of each) this.#log.message(message, reply);
      this.#shell.answerEach(each);
    } else {
      this.#refuse(new TypeError("a message's hook answered with neither a reply nor one for each recipient"));
    }
  }

  transferFailed(error: unknown): void {
    const message = this.#takeMessage();
    if (message.error !== undefined) this.#answerFailed(message, message.error);
    else this.#refuse(error);
  }

  #deliver(message: MessageStream, session: AnySession): MessageAnswer | PromiseLike<MessageAnswer> {
    if (asksForNotifications(message.envelope)) session.notificationsRequested?.(message.envelope);
    if (message.envelope.parameters.body === "BINARYMIME" && session.binaryData !== undefined) {
      return session.binaryData(message);
    }
    if (this.#connection.dialect === "LMTP" && session.dataForEach !== undefined) return session.dataForEach(message);
    return session.data(message);
  }

  #refuse(error: unknown): void {
    const reply = this.#answers.checked(this.#answers.ofError(error, "DATA"), "DATA");
    this.#log.refused("DATA", reply);
    this.#shell.answer(reply);
  }

  /** What the message itself failed with is the answer, whatever the session says, and no fault of the session's. */
  #answerFailed(message: MessageStream, error: Error): void {
    const reply = this.#answers.ofError(error, "DATA");
    this.#log.message(message, reply);
    this.#shell.answer(reply);
  }

  #takeMessage(): MessageStream {
    const transfer = this.#transfer;
    if (transfer === undefined) throw new TypeError("no message is being transferred");
    this.#transfer = undefined;
    return transfer.message;
  }
}
