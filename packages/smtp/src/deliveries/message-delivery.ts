import type { Mailbox } from "../wire/mailbox.js";
import type { MessageStream } from "../server/message-stream.js";
import type { SMTPConnection } from "../server/smtp-connection.js";
import type { BinarySession, HookResult, SMTPSession } from "../server/smtp-session.js";

/** Where messages go, for applications that care for nothing but whole messages. `deliverTo` makes sessions of it. */
export interface MessageDelivery {
  /** Whether mail for `recipient` is taken here. @default all is */
  accepts?(recipient: Mailbox, connection: SMTPConnection): HookResult;
  /** Takes a message. It has been delivered once this has answered. */
  deliver(message: MessageStream, connection: SMTPConnection): HookResult;
}

/** The `session` of a server that gives each message to `delivery`. */
export function deliverTo(delivery: MessageDelivery): (connection: SMTPConnection) => SMTPSession {
  return (connection) => new DeliverySession(delivery, connection);
}

class DeliverySession implements BinarySession {
  readonly #delivery: MessageDelivery;
  readonly #connection: SMTPConnection;

  constructor(delivery: MessageDelivery, connection: SMTPConnection) {
    this.#delivery = delivery;
    this.#connection = connection;
  }

  mail(): undefined {
    return undefined;
  }

  rcpt(recipient: Mailbox): HookResult {
    return this.#delivery.accepts?.(recipient, this.#connection);
  }

  data(message: MessageStream): HookResult {
    return this.#delivery.deliver(message, this.#connection);
  }

  binaryData(message: MessageStream): HookResult {
    return this.#delivery.deliver(message, this.#connection);
  }

  reset(): void {
    // A delivery hears of whole messages only; one that is given up fails as it is read.
  }

  end(): void {
    // As for reset.
  }
}
