import { isMaildirError } from "@twist/maildir";
import { type EnhancedCode, SMTPReplyError } from "@twist/smtp";
import { MailError, systemCode } from "../errors/mail-error.js";

/** What becomes of mail for a user whose quota is used up: tried again for days, or given back at once. */
export type OverQuota = "defer" | "refuse";

/** The reply that says what went wrong, with the error as its cause. Whatever nobody has foreseen may be over later. */
export function refusalOf(error: unknown, overQuota: OverQuota = "refuse"): SMTPReplyError {
  if (error instanceof SMTPReplyError) return error;
  const [code, enhancedCode, text] = replyOf(error, overQuota);
  const refusal = SMTPReplyError.of(code, enhancedCode, text);
  refusal.cause = error;
  return refusal;
}

type Reply = readonly [number, EnhancedCode, string];

const noRoom: Reply = [452, "4.3.1", "Insufficient system storage"];
const notNow: Reply = [451, "4.3.0", "Local error, try again later"];

function replyOf(error: unknown, overQuota: OverQuota): Reply {
  if (isMaildirError(error)) {
    switch (error.code) {
      case "OVER_QUOTA":
        return overQuota === "defer" ? [452, "4.2.2", "Mailbox full"] : [552, "5.2.2", "Mailbox full"];
      case "MESSAGE_TOO_LARGE":
        return [552, "5.3.4", "Message too large for the mailbox"];
      case "INVALID_NAME":
        return [550, "5.1.1", "No such user here"];
      default:
        return replyOf(MailError.from(error.cause), overQuota);
    }
  }
  if (!(error instanceof MailError))
    return systemCode(error) === undefined ? notNow : replyOf(MailError.from(error), overQuota);
  switch (error.code) {
    case "QUEUE_FULL":
    case "DISK_FULL":
      return noRoom;
    case "MAIL_LOOP":
      return [554, "5.4.6", "The message is going in circles"];
    case "HEADER_TOO_LARGE":
      return [552, "5.3.4", "The header section is too large"];
    default:
      return notNow;
  }
}
