import type { Mailbox, RcptParameters } from "@twist/smtp";
import type { LocalRecipient } from "../addresses/expansion.js";

/** A recipient that was accepted, and where it leads. */
export interface AcceptedRecipient {
  readonly mailbox: Mailbox;
  /** When the sender wants to be told, and whom the sender meant. */
  readonly parameters: Pick<RcptParameters, "notify" | "originalRecipient">;
  /** Users here. */
  readonly users: readonly LocalRecipient[];
  /** Addresses elsewhere that aliases lead to; for a recipient elsewhere, itself. */
  readonly forwards: readonly Mailbox[];
}
