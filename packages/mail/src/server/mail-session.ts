import type { ReactorTime } from "@twist/core";
import {
  type EnhancedCode,
  type Mailbox,
  type MessageStream,
  type NotifyingSession,
  type PerRecipientSession,
  type RcptParameters,
  type ReversePath,
  SMTPReply,
  type SMTPConnection,
  SMTPReplyError,
} from "@twist/smtp";
import type { AddressBook } from "../addresses/address-book.js";
import type { Resolution } from "../addresses/expansion.js";
import type { AcceptedRecipient } from "../delivery/accepted-recipient.js";
import type { Dispatcher } from "../delivery/dispatcher.js";
import type { IncomingMail } from "../delivery/incoming-mail.js";
import { refusalOf } from "../delivery/refusals.js";
import type { MessageContent } from "../message/message-content.js";
import { type ReceiveOptions, receiveMessage } from "../message/receive-message.js";
import { dateField, messageIdField, submissionDrops } from "../message/trace-fields.js";
import type { MailUser } from "./mail-user.js";

/** What all sessions of a mail server share. */
export interface MailSessionOptions {
  readonly addresses: AddressBook;
  readonly dispatcher: Dispatcher;
  readonly receive: ReceiveOptions;
  readonly clock: ReactorTime;
  /** The domain of message identifiers that are missing. */
  readonly domain: string;
}

/**
 * What the mail server does with one connection. Strangers may send to whoever is here; users who have logged in to everybody, from addresses that are theirs.
 */
export class MailSession implements NotifyingSession, PerRecipientSession {
  readonly #options: MailSessionOptions;
  readonly #connection: SMTPConnection<MailUser>;
  #recipients: AcceptedRecipient[] = [];

  constructor(connection: SMTPConnection<MailUser>, options: MailSessionOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  mail(sender: ReversePath): Promise<void> | undefined {
    this.#recipients = [];
    const { login } = this.#connection;
    // Whoever answers with a receipt sends as nobody (RFC 8098 §3).
    return login === undefined || sender === null ? undefined : this.#checkSender(login.avatar, sender);
  }

  async rcpt(mailbox: Mailbox, parameters: RcptParameters): Promise<void> {
    const { addresses } = this.#options;
    const resolution = await addresses.resolve(mailbox).catch((error: unknown) => {
      throw refusalOf(error);
    });
    if (resolution.kind === "local") {
      const { users, forwards } = resolution;
      this.#recipients.push({ mailbox, parameters, users, forwards });
    } else if (resolution.kind === "foreign" && this.#connection.login !== undefined) {
      this.#recipients.push({ mailbox, parameters, users: [], forwards: [mailbox] });
    } else {
      throw SMTPReplyError.of(...refusals[resolution.kind]);
    }
  }

  async data(message: MessageStream): Promise<SMTPReply> {
    const recipients = this.#recipients;
    const content = await this.#receive(message);
    try {
      await this.#options.dispatcher.dispatch(this.#mail(message, content), recipients);
      return new SMTPReply(250, `Message accepted, ${message.id}`, "2.0.0");
    } finally {
      await content.dispose();
    }
  }

  async dataForEach(message: MessageStream): Promise<readonly (SMTPReplyError | undefined)[]> {
    const recipients = this.#recipients;
    const content = await this.#receive(message);
    try {
      return await this.#options.dispatcher.dispatchEach(this.#mail(message, content), recipients);
    } finally {
      await content.dispose();
    }
  }

  /** With this method, DSN is offered. What was asked for comes with the envelope. */
  notificationsRequested(): void {
    // Nothing has to be made ready.
  }

  reset(): void {
    this.#recipients = [];
  }

  end(): void {
    this.#recipients = [];
  }

  async #checkSender({ name }: MailUser, sender: Mailbox): Promise<void> {
    const isOwn = await this.#options.addresses.mayUse(name, sender).catch((error: unknown) => {
      throw refusalOf(error);
    });
    if (!isOwn) throw SMTPReplyError.of(553, "5.7.1", "That is no address of yours");
  }

  #receive(message: MessageStream): PromiseLike<MessageContent> {
    return receiveMessage(message, this.#options.receive);
  }

  #mail(message: MessageStream, content: MessageContent): IncomingMail {
    const { sender, parameters } = message.envelope;
    const { envelopeId, ret, smtpUTF8 } = parameters;
    const isSubmission = this.#connection.login !== undefined;
    return {
      sender: sender === null ? "" : sender.toString(),
      receivedAt: this.#options.clock.wallTime(),
      ...(envelopeId === undefined ? {} : { envelopeId }),
      ...(ret === undefined ? {} : { ret }),
      ...(smtpUTF8 === undefined ? {} : { smtpUTF8 }),
      fields: this.#connection.receivedField(message) + (isSubmission ? this.#missingFields(message, content) : ""),
      content,
      ...(isSubmission ? { dropped: submissionDrops } : {}),
    };
  }

  /** What whoever wrote the message has left out, and a submission server puts in (RFC 6409 §8). */
  #missingFields({ id }: MessageStream, { header }: MessageContent): string {
    const { clock, domain } = this.#options;
    const date = header.has("date") ? "" : dateField(clock.wallTime());
    return (
      date + (header.has("message-id") ? "" : messageIdField(`${id}.${String(Math.floor(clock.wallTime()))}`, domain))
    );
  }
}

const refusals: Readonly<Record<Exclude<Resolution["kind"], "local">, readonly [number, EnhancedCode, string]>> = {
  foreign: [550, "5.7.1", "Mail for that domain is not relayed here"],
  unknown: [550, "5.1.1", "No such user here"],
  loop: [550, "5.4.6", "The address leads to itself"],
  "too-many": [550, "5.3.5", "The address leads to too many others"],
};
