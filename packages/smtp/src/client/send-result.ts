import type { SMTPReply } from "../wire/reply.js";

/** A recipient that the server refused. */
export interface RejectedRecipient {
  readonly address: string;
  /** What the server said of it. */
  readonly reply: SMTPReply;
  /** Whether it would be refused again (5yz). */
  readonly permanent: boolean;
}

/** What became of a message that a server has taken for one recipient at least. */
export interface SendResult {
  /** Those whom the server now answers for. */
  readonly accepted: readonly string[];
  /** Those whom it refused. */
  readonly rejected: readonly RejectedRecipient[];
  /** The reply to the message; with LMTP, the first that accepted it. */
  readonly reply: SMTPReply;
  /** What the server calls the message, where its reply says so in one of the usual ways: to search its log for. */
  readonly queueId: string | undefined;
}
