import type { MessageContent } from "../message/message-content.js";
import type { DeliveryStatus, QueueEntry, QueuedRecipient } from "../queue/queue-entry.js";

/** What has happened (RFC 3464 §2.3.3). */
export type ReportedAction = "failed" | "delayed" | "delivered" | "relayed";

/** A recipient of the message, and what became of it. */
export interface ReportedRecipient {
  readonly recipient: QueuedRecipient;
  readonly status: DeliveryStatus;
}

/** What a report says, and of what. */
export interface Report {
  readonly action: ReportedAction;
  /** The message that it is about. Its sender gets the report. */
  readonly origin: Pick<QueueEntry, "sender" | "receivedAt" | "envelopeId" | "ret" | "smtpUTF8">;
  readonly recipients: readonly ReportedRecipient[];
  readonly content: MessageContent;
  /** Until when it is tried, in milliseconds since 1970; with `delayed`. */
  readonly retryUntil?: number;
}
