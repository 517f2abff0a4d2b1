import { ConnectError, ConnectTimeoutError, DNSLookupError } from "@twist/core";
import { SMTPClientError, type SMTPReply } from "@twist/smtp";
import type { DeliveryStatus } from "../queue/queue-entry.js";

/** What a server said of a recipient. */
export function statusOfReply(reply: SMTPReply, remote: string | undefined): DeliveryStatus {
  const { code, enhancedCode, lines } = reply;
  const status = enhancedCode ?? `${String(Math.floor(code / 100))}.0.0`;
  const words = lines.join(" ");
  const text = `${String(code)} ${enhancedCode === undefined ? "" : `${enhancedCode} `}${words}`;
  return { status, text, fromServer: true, ...(remote === undefined ? {} : { remote }) };
}

/** What went wrong where no server has said so (RFC 3463). */
export function statusOfError(error: unknown, permanent: boolean, remote: string | undefined): DeliveryStatus {
  const text = error instanceof Error ? error.message : "the delivery failed";
  const status = `${permanent ? "5" : "4"}.${subjectOf(error, permanent)}`;
  return { status, text, ...(remote === undefined ? {} : { remote }) };
}

/** Whether the error says of all mail for this destination that it can't be delivered now. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ConnectError) return true;
  if (!(error instanceof SMTPClientError)) return false;
  return error.code === "LOOKUP_FAILED" || (error.command === undefined && error.code === "REPLY_TIMEOUT");
}

/** Subject and detail of the enhanced code. */
function subjectOf(error: unknown, permanent: boolean): string {
  if (error instanceof ConnectTimeoutError || error instanceof DNSLookupError || error instanceof ConnectError) {
    return error instanceof DNSLookupError ? "4.4" : "4.1";
  }
  if (!(error instanceof SMTPClientError)) return "3.0";
  switch (error.code) {
    case "NO_MAIL_SERVER":
      return permanent ? "1.2" : "4.4";
    case "LOOKUP_FAILED":
      return "4.3";
    case "MAIL_LOOP":
      return "4.6";
    case "REPLY_TIMEOUT":
    case "CONNECTION_CLOSED":
      return "4.2";
    case "MESSAGE_TOO_LARGE":
      return "3.4";
    case "EXTENSION_MISSING":
      return "6.7";
    case "BAD_ADDRESS":
      return "1.3";
    case "TLS_REQUIRED":
    case "STARTTLS_FAILED":
    case "STARTTLS_INJECTION":
    case "AUTH_FAILED":
    case "AUTH_NOT_POSSIBLE":
      return "7.0";
    default:
      return "0.0";
  }
}
