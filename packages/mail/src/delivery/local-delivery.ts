import type { MaildirStore } from "@twist/maildir";
import type { Mailbox } from "@twist/smtp";
import { canonicalAddress } from "../addresses/address-book.js";
import type { LocalRecipient } from "../addresses/expansion.js";
import { MailError } from "../errors/mail-error.js";
import { separatorBefore } from "../message/header-section.js";
import type { MessageContent } from "../message/message-content.js";
import { deliveredToField, originalToField, returnPathField, returnPathOnly } from "../message/trace-fields.js";

/** A message for one user. */
export interface LocalCopy {
  readonly recipient: LocalRecipient;
  /** The address before aliases were followed. @default the recipient's */
  readonly originalTo?: Mailbox | undefined;
  /** The envelope's sender; empty for nobody. */
  readonly sender: string;
  /** What stands before the message's own header, with line ends: `Received`. */
  readonly fields: string;
  readonly content: MessageContent;
  /** The names of fields of the message's own header that are left out, in lower case. @default Return-Path */
  readonly dropped?: ReadonlySet<string> | undefined;
}

/** Puts messages into Maildirs. */
export class LocalDelivery {
  readonly #store: MaildirStore;

  constructor(store: MaildirStore) {
    this.#store = store;
  }

  /**
   * Delivers a copy into the INBOX of a user, which is made where it is missing. When this fulfils the message is there for good. Fails with a `MaildirError`, or
   * with a `MailError`, `MAIL_LOOP`, where the message was delivered to the same address before.
   */
  async deliver({ recipient, originalTo, sender, fields, content, dropped }: LocalCopy): Promise<void> {
    const { user, address } = recipient;
    assertNoLoop(content, address);
    const mail = await this.#store.user(user);
    const delivery = await mail.deliver({ lineEnds: "crlf" });
    try {
      const original = originalTo === undefined || originalTo.equals(address) ? "" : originalToField(originalTo);
      delivery.write(Buffer.from(returnPathField(sender) + original + deliveredToField(address) + fields));
      delivery.write(content.header.without(dropped ?? returnPathOnly));
      const separator = separatorBefore(content.restStart);
      if (separator.length > 0) delivery.write(separator);
      const { rest } = content;
      if (Symbol.iterator in rest) for (const piece of rest) delivery.write(piece);
      else {
        for await (const piece of rest) {
          if (!delivery.write(piece)) await delivery.drained();
          if (delivery.failure !== undefined) break;
        }
      }
    } catch (error) {
      await delivery.abort();
      throw error;
    }
    await delivery.commit();
  }
}

/** `Delivered-To` says where the message has been. Coming to the same place again, it would come for ever. Fails with `MAIL_LOOP`. */
export function assertNoLoop({ header }: MessageContent, address: Mailbox): void {
  if (!header.has("delivered-to")) return;
  const own = canonicalAddress(address);
  if (header.values("delivered-to").some((value) => value.toLowerCase() === own)) {
    throw new MailError("MAIL_LOOP", "the message was delivered to this address before");
  }
}
