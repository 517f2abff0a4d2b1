import { Logger } from "@twist/core";
import type { SMTPReplyError } from "@twist/smtp";
import { deliveredToField } from "../message/trace-fields.js";
import type { OutgoingQueue } from "../queue/outgoing-mail.js";
import type { QueuedRecipient } from "../queue/queue-entry.js";
import { type ReportWriter, wants } from "../reports/report-writer.js";
import type { AcceptedRecipient } from "./accepted-recipient.js";
import type { IncomingMail } from "./incoming-mail.js";
import { assertNoLoop, type LocalDelivery } from "./local-delivery.js";
import { refusalOf } from "./refusals.js";
import { type Share, sharesOf } from "./share.js";

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly local: LocalDelivery;
  readonly queue: OutgoingQueue;
  readonly reports: ReportWriter;
}

const delivered = { enhancedCode: "2.0.0", text: "delivered to the mailbox" } as const;

const log = new Logger("twist.mail.delivery");

/**
 * Brings a message to where its recipients lead: to mailboxes here at once, and into the queue for elsewhere. What has been answered with yes is safe: in a mailbox
 * or in the queue, on the disk. Where a part of a message can't be delivered, that part goes into the queue, which tries again or sends a bounce.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** For SMTP: one answer for all. Fails with an `SMTPReplyError` where nobody gets the message. */
  async dispatch(mail: IncomingMail, recipients: readonly AcceptedRecipient[]): Promise<void> {
    const shares = await this.#deliver(mail, recipients);
    const error = await this.#settle(mail, shares);
    if (error !== undefined) throw error;
  }

  /** For LMTP: an answer for each, in their order: the error that refuses it, or `undefined`. */
  async dispatchEach(
    mail: IncomingMail,
    recipients: readonly AcceptedRecipient[],
  ): Promise<(SMTPReplyError | undefined)[]> {
    const shares = await this.#deliver(mail, recipients);
    const answers: (SMTPReplyError | undefined)[] = [];
    for (const recipient of recipients) {
      const own = shares.filter((share) => share.recipient === recipient);
      answers.push(await this.#settle(mail, own).catch((error: unknown) => refusalOf(error)));
    }
    return answers;
  }

  /** First the queue, then the mailboxes: where the queue takes nothing, nobody has got a message that will come again. */
  async #deliver(mail: IncomingMail, recipients: readonly AcceptedRecipient[]): Promise<readonly Share[]> {
    const shares = recipients.flatMap(sharesOf);
    const local = shares.filter((share) => share.local !== undefined);
    if (local.length < shares.length) await this.#enqueueForwards(mail, shares);
    const failed = shares.find((share) => share.local === undefined && share.error !== undefined);
    if (failed?.error?.transient === true) {
      for (const share of local) share.error = failed.error;
      return shares;
    }
    await this.#deliverHere(mail, local);
    return shares;
  }

  /** One entry for those whom the sender has addressed, and one for each alias, which leaves its mark. */
  async #enqueueForwards(mail: IncomingMail, shares: readonly Share[]): Promise<void> {
    const groups = new Map<AcceptedRecipient | undefined, Share[]>();
    for (const share of shares) {
      if (share.local !== undefined) continue;
      const [first, second] = share.recipient.forwards;
      const direct = second === undefined && first === share.recipient.mailbox;
      const key = direct ? undefined : share.recipient;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [share]);
      else group.push(share);
    }
    for (const [alias, group] of groups) {
      try {
        let { fields } = mail;
        if (alias !== undefined) {
          assertNoLoop(mail.content, alias.mailbox);
          fields = deliveredToField(alias.mailbox) + fields;
        }
        await this.#enqueue(
          { ...mail, fields },
          group.map(({ queued }) => queued),
        );
      } catch (error) {
        for (const share of group) share.error = refusalOf(error);
      }
    }
  }

  /** A user to whom several recipients lead gets one copy. */
  async #deliverHere(mail: IncomingMail, shares: readonly Share[]): Promise<void> {
    const byUser = new Map<string, Promise<SMTPReplyError | undefined>>();
    await Promise.all(
      shares.map(async (share) => {
        const { local } = share;
        if (local === undefined) return;
        let delivered = byUser.get(local.user);
        if (delivered === undefined) {
          const copy = { recipient: local, originalTo: share.recipient.mailbox, ...mail };
          delivered = this.#options.local.deliver(copy).then(
            () => undefined,
            (error: unknown) => refusalOf(error),
          );
          byUser.set(local.user, delivered);
        }
        share.error = await delivered;
      }),
    );
  }

  /** What of `shares` isn't delivered goes into the queue or back to the sender, unless all isn't. @returns the error then. */
  async #settle(mail: IncomingMail, shares: readonly Share[]): Promise<SMTPReplyError | undefined> {
    const failed = shares.filter(({ error }) => error !== undefined);
    const transient = failed.filter(({ error }) => error?.transient);
    // "Later" is the better answer of two: it loses nothing.
    if (failed.length === shares.length) return (transient[0] ?? failed[0])?.error;
    // What the queue hasn't taken it won't take now. The client comes again, with all of it.
    const notQueued = transient.find(({ local }) => local === undefined);
    if (notQueued !== undefined) return notQueued.error;
    if (transient.length > 0) {
      const [first] = transient;
      log.warn("a mailbox can't be written to; its mail is queued", { user: first?.queued.user, error: first?.error });
      await this.#enqueue(
        mail,
        transient.map(({ queued }) => queued),
      );
    }
    await this.#report(
      mail,
      "failed",
      failed.filter(({ error }) => error?.permanent),
    );
    await this.#report(
      mail,
      "delivered",
      shares.filter(({ local, error }) => local !== undefined && error === undefined),
    );
    return undefined;
  }

  async #report(mail: IncomingMail, action: "failed" | "delivered", shares: readonly Share[]): Promise<void> {
    const condition = action === "failed" ? "FAILURE" : "SUCCESS";
    const told = shares.filter(({ queued }) => wants(queued, condition));
    if (told.length === 0 || mail.sender === "") return;
    const { queue, reports } = this.#options;
    const recipients = told.map(({ queued, error }) => {
      const { enhancedCode = "5.0.0", text } = error?.reply ?? delivered;
      return { recipient: queued, status: { status: enhancedCode, text } };
    });
    try {
      await queue.enqueue(await reports.write({ action, origin: mail, recipients, content: mail.content }));
    } catch (error) {
      // A report of success may get lost; one of a failure may not, and the client comes again.
      if (action === "failed") throw refusalOf(error);
      log.error("a report of success could not be queued", { error });
    }
  }

  async #enqueue(mail: IncomingMail, recipients: readonly QueuedRecipient[]): Promise<void> {
    const { sender, envelopeId, ret, smtpUTF8, fields, content, dropped } = mail;
    try {
      await this.#options.queue.enqueue({
        sender,
        ...(envelopeId === undefined ? {} : { envelopeId }),
        ...(ret === undefined ? {} : { ret }),
        ...(smtpUTF8 === undefined ? {} : { smtpUTF8 }),
        recipients,
        fields,
        content,
        dropped,
      });
    } catch (error) {
      throw refusalOf(error);
    }
  }
}
