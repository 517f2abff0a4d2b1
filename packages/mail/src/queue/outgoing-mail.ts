import type { MessageContent } from "../message/message-content.js";
import type { QueueEntry, QueuedRecipient } from "./queue-entry.js";

/** A message to be put into a queue. */
export interface OutgoingMail extends Pick<QueueEntry, "sender" | "envelopeId" | "ret" | "smtpUTF8"> {
  /** At least one. */
  readonly recipients: readonly QueuedRecipient[];
  /** What stands before the message's header, with line ends. */
  readonly fields: string;
  readonly content: MessageContent;
  /** The names of fields of the message's own header that are left out, in lower case. @default Return-Path */
  readonly dropped?: ReadonlySet<string> | undefined;
  /** Whether it is taken even where the queue is full: what tells a sender of a failure must not get lost. @default false */
  readonly evenIfFull?: boolean;
}

/** Takes messages that can't be delivered within a dialogue. */
export interface OutgoingQueue {
  /** Stores a message. Once this fulfils, it is in the queue for good. Fails with a `MailError`: `QUEUE_FULL`, `DISK_FULL`, … @returns its name. */
  enqueue(mail: OutgoingMail): Promise<string>;
}
