/**
 * The part of a report that programs read: `message/delivery-status` (RFC 3464 §2), or `message/global-delivery-status` where addresses are outside ASCII
 * (RFC 6533 §4). What senders and servers have said is written so that it can't end a field.
 */

import { sanitizeForLog } from "@twist/core/wire";
import { formatDate } from "../message/trace-fields.js";
import type { Report, ReportedRecipient } from "./report.js";

/** Characters of a server's text that are shown. */
const maxTextLength = 400;

/** What the fields say beside the report itself. */
export interface ReportContext {
  /** The name of this host. */
  readonly reportingMTA: string;
  /** Now, in milliseconds since 1970. */
  readonly wallTime: number;
  /** Whether the report may be in UTF-8. */
  readonly utf8: boolean;
}

/** All groups of fields, with the empty lines between them. */
export function reportFields(report: Report, context: ReportContext): string {
  const { origin, recipients } = report;
  const message = [
    ...(origin.envelopeId === undefined ? [] : [`Original-Envelope-Id: ${shown(origin.envelopeId, context)}`]),
    `Reporting-MTA: dns; ${context.reportingMTA}`,
    `Arrival-Date: ${formatDate(origin.receivedAt)}`,
  ];
  const groups = [message, ...recipients.map((recipient) => recipientFields(recipient, report, context))];
  return groups.map((lines) => `${lines.join("\r\n")}\r\n`).join("\r\n");
}

function recipientFields(
  { recipient, status }: ReportedRecipient,
  { action, retryUntil }: Report,
  context: ReportContext,
): string[] {
  const { address, originalRecipient } = recipient;
  const lines: string[] = [];
  if (originalRecipient !== undefined) {
    lines.push(`Original-Recipient: ${originalRecipient.type}; ${shown(originalRecipient.address, context)}`);
  }
  lines.push(`Final-Recipient: ${addressType(address)}; ${shown(address, context)}`);
  lines.push(`Action: ${action}`, `Status: ${status.status}`);
  if (status.remote !== undefined) lines.push(`Remote-MTA: dns; ${shown(status.remote, context)}`);
  if (action === "failed" || action === "delayed") {
    const type = status.fromServer === true ? "smtp" : "x-twist";
    lines.push(`Diagnostic-Code: ${type}; ${shown(status.text, context)}`);
  }
  lines.push(`Last-Attempt-Date: ${formatDate(context.wallTime)}`);
  if (retryUntil !== undefined) lines.push(`Will-Retry-Until: ${formatDate(retryUntil)}`);
  return lines;
}

/** A peer's text as it can stand in a field of a report, or in its text. */
export function shown(text: string, { utf8 }: Pick<ReportContext, "utf8">): string {
  const safe = sanitizeForLog(text, maxTextLength);
  return utf8 ? safe : safe.replace(/[^\x20-\x7e]/gu, "?");
}

function addressType(address: string): "rfc822" | "utf-8" {
  return /^[\x00-\x7f]*$/.test(address) ? "rfc822" : "utf-8";
}
