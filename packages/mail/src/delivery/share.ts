import type { SMTPReplyError } from "@twist/smtp";
import type { LocalRecipient } from "../addresses/expansion.js";
import type { QueuedRecipient } from "../queue/queue-entry.js";
import type { AcceptedRecipient } from "./accepted-recipient.js";

/** One place that a message goes to for one recipient, and what has become of that. */
export interface Share {
  readonly recipient: AcceptedRecipient;
  /** The user; `undefined` where it goes elsewhere. */
  readonly local: LocalRecipient | undefined;
  /** What the queue is told, where it goes there. */
  readonly queued: QueuedRecipient;
  /** Why it isn't there. */
  error: SMTPReplyError | undefined;
}

/** Everywhere that `recipient` leads to. */
export function sharesOf(recipient: AcceptedRecipient): Share[] {
  const { parameters, users, forwards } = recipient;
  const { notify, originalRecipient } = parameters;
  const common = {
    ...(notify === undefined ? {} : { notify }),
    ...(originalRecipient === undefined ? {} : { originalRecipient }),
  };
  return [
    ...users.map((local) => {
      const queued = { address: local.address.toString(), user: local.user, ...common };
      return { recipient, local, queued, error: undefined };
    }),
    ...forwards.map((mailbox) => {
      const queued = { address: mailbox.toString(), ...common };
      return { recipient, local: undefined, queued, error: undefined };
    }),
  ];
}
