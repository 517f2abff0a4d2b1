import type { Deferred } from "@twist/core";
import type { Envelope } from "../server/envelope.js";
import type { MessageStream } from "../server/message-stream.js";
import type { SMTPConnection } from "../server/smtp-connection.js";
import type { MessageDelivery } from "./message-delivery.js";

/** A message that was delivered. */
export interface DeliveredMessage {
  readonly id: string;
  readonly envelope: Envelope;
  /** The message as it came, without a `Received` field of ours. */
  readonly content: Buffer;
  /** The field that a server would put before it. */
  readonly receivedField: string;
}

/** Keeps messages in memory: for tests. */
export class MemoryDelivery implements MessageDelivery {
  /** All that were delivered, in their order. */
  readonly messages: DeliveredMessage[] = [];

  deliver(message: MessageStream, connection: SMTPConnection): Deferred<undefined> {
    return message.bytes().addCallback((content): undefined => {
      const { id, envelope } = message;
      // A message must not keep the much larger memory alive that it came in.
      const receivedField = connection.receivedField(message);
      this.messages.push({ id, envelope, content: Buffer.from(content), receivedField });
      return undefined;
    });
  }
}
