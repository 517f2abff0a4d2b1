import type { MessageContent } from "../message/message-content.js";
import type { QueueEntry } from "../queue/queue-entry.js";

/** A message that has come in, for the recipients that were accepted. */
export interface IncomingMail extends Pick<QueueEntry, "sender" | "envelopeId" | "ret" | "smtpUTF8"> {
  /** When it came, in milliseconds since 1970. */
  readonly receivedAt: number;
  /** What stands before the message's own header, with line ends: `Received`, and what a submitter has forgotten. */
  readonly fields: string;
  readonly content: MessageContent;
  /** The names of fields of the message's own header that are left out, in lower case. @default Return-Path */
  readonly dropped?: ReadonlySet<string> | undefined;
}
