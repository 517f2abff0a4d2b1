import { Mailbox } from "@twist/smtp";
import type { AddressBook } from "../addresses/address-book.js";
import type { LocalRecipient } from "../addresses/expansion.js";
import { assertNoLoop, type LocalDelivery } from "../delivery/local-delivery.js";
import { refusalOf } from "../delivery/refusals.js";
import type { MessageContent } from "../message/message-content.js";
import { deliveredToField } from "../message/trace-fields.js";
import type { OutgoingQueue } from "../queue/outgoing-mail.js";
import type { QueueEntry, QueuedRecipient } from "../queue/queue-entry.js";
import type { QueueFolder } from "../queue/queue-folder.js";
import { statusOfReply } from "./remote-status.js";
import type { Consignment, Outcome, Route } from "./route.js";

/** What mail for users here is delivered with. */
export interface LocalRouteOptions {
  readonly addresses: AddressBook;
  readonly local: LocalDelivery;
  readonly folder: QueueFolder;
  readonly queue: OutgoingQueue;
  readonly maxHeaderBytes: number;
}

interface StoredMail {
  readonly entry: QueueEntry;
  readonly content: MessageContent;
}

/** To users here: bounces for them, and what could not be delivered when it came. */
export class LocalRoute implements Route {
  readonly key = "local";
  readonly #options: LocalRouteOptions;

  constructor(options: LocalRouteOptions) {
    this.#options = options;
  }

  async deliver({ entry, recipients }: Consignment): Promise<readonly Outcome[]> {
    const { folder, maxHeaderBytes } = this.#options;
    const content = await folder.content(entry.id, maxHeaderBytes);
    const outcomes: Outcome[] = [];
    for (const recipient of recipients) outcomes.push(await this.#deliverTo(recipient, entry, content));
    return outcomes;
  }

  async #deliverTo(recipient: QueuedRecipient, entry: QueueEntry, content: MessageContent): Promise<Outcome> {
    const address = Mailbox.parse(recipient.address);
    const { user } = recipient;
    try {
      const mail = { entry, content };
      if (user === undefined) return await this.#expand(recipient, address, mail);
      return await this.#deliverToUser(recipient, { user, address }, mail);
    } catch (error) {
      const refusal = refusalOf(error, "defer");
      const status = { ...statusOfReply(refusal.reply, undefined), fromServer: false };
      return { recipient, kind: refusal.permanent ? "failed" : "deferred", status };
    }
  }

  async #deliverToUser(
    recipient: QueuedRecipient,
    { user, address }: LocalRecipient,
    mail: StoredMail,
  ): Promise<Outcome> {
    const { entry, content } = mail;
    await this.#options.local.deliver({ recipient: { user, address }, sender: entry.sender, fields: "", content });
    return { recipient, kind: "delivered", status: { status: "2.0.0", text: "delivered to the mailbox" } };
  }

  /** Where an address leads is found out now. Where it isn't one user, each user and each address elsewhere then is a recipient of an entry of its own, that is tried by itself. */
  async #expand(recipient: QueuedRecipient, address: Mailbox, stored: StoredMail): Promise<Outcome> {
    const { entry, content } = stored;
    const resolution = await this.#options.addresses.resolve(address);
    if (resolution.kind !== "local") {
      const [status, text] = unresolved[resolution.kind];
      return { recipient, kind: "failed", status: { status, text } };
    }
    const { users, forwards } = resolution;
    const [only, another] = users;
    if (only !== undefined && another === undefined && forwards.length === 0) {
      return this.#deliverToUser(recipient, only, stored);
    }
    const { notify, originalRecipient } = recipient;
    const { sender, envelopeId, ret, smtpUTF8 } = entry;
    const common = {
      ...(notify === undefined ? {} : { notify }),
      ...(originalRecipient === undefined ? {} : { originalRecipient }),
    };
    const mail = {
      sender,
      ...(envelopeId === undefined ? {} : { envelopeId }),
      ...(ret === undefined ? {} : { ret }),
      ...(smtpUTF8 === undefined ? {} : { smtpUTF8 }),
      content,
      evenIfFull: true,
    };
    if (forwards.length > 0) {
      assertNoLoop(content, address);
      const recipients = forwards.map((mailbox) => ({ address: mailbox.toString(), ...common }));
      await this.#options.queue.enqueue({ ...mail, recipients, fields: deliveredToField(address) });
    }
    if (users.length > 0) {
      const recipients = users.map((found) => ({ address: found.address.toString(), user: found.user, ...common }));
      await this.#options.queue.enqueue({ ...mail, recipients, fields: "" });
    }
    return { recipient, kind: "expanded", status: { status: "2.0.0", text: "passed on" } };
  }
}

const unresolved = {
  foreign: ["5.4.6", "the address is not of this server any more"],
  unknown: ["5.1.1", "no such user here"],
  loop: ["5.4.6", "the address leads to itself"],
  "too-many": ["5.3.5", "the address leads to too many others"],
} as const;
