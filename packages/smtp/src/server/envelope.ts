import type { MailParameters } from "../commands/mail.js";
import type { RcptParameters } from "../commands/rcpt.js";
import type { Mailbox } from "../wire/mailbox.js";
import type { ReversePath } from "../wire/path.js";

/** A recipient that was accepted, and what came with it. */
export interface EnvelopeRecipient {
  readonly mailbox: Mailbox;
  readonly parameters: RcptParameters;
}

/** From whom to whom a message goes: what MAIL and RCPT said, which need not be what its header says. */
export interface Envelope {
  readonly sender: ReversePath;
  readonly parameters: MailParameters;
  /** Those that were accepted, in their order. */
  readonly recipients: readonly EnvelopeRecipient[];
}

/** Whether the sender wants to be told of anything (RFC 3461). */
export function asksForNotifications({ parameters, recipients }: Envelope): boolean {
  if (parameters.ret !== undefined || parameters.envelopeId !== undefined) return true;
  return recipients.some(
    ({ parameters: { notify, originalRecipient } }) => (notify ?? originalRecipient) !== undefined,
  );
}
