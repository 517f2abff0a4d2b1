import type { Report, ReportedAction } from "./report.js";
import { type ReportContext, shown } from "./report-fields.js";

/** The subject of a report. */
export const reportSubjects: Readonly<Record<ReportedAction, string>> = {
  failed: "Your message was not delivered",
  delayed: "Your message is delayed",
  delivered: "Your message was delivered",
  relayed: "Your message was passed on",
};

const openings: Readonly<Record<ReportedAction, readonly string[]>> = {
  failed: [
    "Your message could not be delivered to the recipients below, and no further attempt is made.",
    "What each of their mail servers said, or what went wrong, is shown with each.",
  ],
  delayed: [
    "Your message has not been delivered yet to the recipients below. Nothing needs to be done:",
    "it is tried again and again, and you will hear of it if it can't be delivered in the end.",
  ],
  delivered: ["Your message is in the mailboxes of the recipients below."],
  relayed: [
    "Your message was passed on for the recipients below, to mail servers that send no reports.",
    "You will hear nothing more of it unless it can't be delivered.",
  ],
};

/** The part of a report that people read. */
export function reportText(report: Report, context: ReportContext): string {
  const { action, recipients, retryUntil } = report;
  const lines = [`This is the mail server ${context.reportingMTA}.`, "", ...openings[action], ""];
  for (const { recipient, status } of recipients) {
    const where = status.remote === undefined ? "" : `${shown(status.remote, context)}: `;
    lines.push(`<${shown(recipient.address, context)}>`);
    if (action === "failed" || action === "delayed") lines.push(`    ${where}${shown(status.text, context)}`);
  }
  if (retryUntil !== undefined) lines.push("", `It is tried until ${new Date(retryUntil).toUTCString()}.`);
  return lines.map((line) => `${line}\r\n`).join("");
}
