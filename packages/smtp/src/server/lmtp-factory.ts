import type { Dialect } from "../machine/session-facts.js";
import { SMTPFactory } from "./smtp-factory.js";

/**
 * Makes LMTP servers out of connections (RFC 2033): as SMTP, for the last step to the mailboxes, with an answer for each recipient of a message. It has no queue, so
 * that what can't be delivered now stays with the client.
 */
export class LMTPFactory<Avatar = unknown> extends SMTPFactory<Avatar> {
  override get dialect(): Dialect {
    return "LMTP";
  }
}
