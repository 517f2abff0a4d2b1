import type { MaildirStore } from "@twist/maildir";
import type { MessageContent } from "../message/message-content.js";
import { separatorBefore } from "../message/header-section.js";
import { returnPathOnly } from "../message/trace-fields.js";

/** Puts messages into Maildirs. */
export class LocalDelivery {
  readonly #store: MaildirStore;

  constructor(store: MaildirStore) {
    this.#store = store;
  }

  /**
   * Delivers a copy into the INBOX of `user`, which is made where it is missing. When this fulfils the message is there for good. Fails with a `MaildirError`.
   *
   * @param fields What stands before the message's own header, with line ends.
   */
  async deliver(user: string, fields: string, content: MessageContent): Promise<void> {
    const mail = await this.#store.user(user);
    const delivery = await mail.deliver({ lineEnds: "crlf" });
    try {
      delivery.write(Buffer.from(fields));
      delivery.write(content.header.without(returnPathOnly));
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
