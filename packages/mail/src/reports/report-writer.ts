/**
 * Reports to senders: delivery status notifications (RFC 3464) in a `multipart/report` (RFC 6522). They are sent by nobody, `<>`, so that none is ever answered with
 * another, and say themselves that a program wrote them (RFC 3834).
 */

import { isAscii as isASCII } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { NotifyCondition } from "@twist/smtp";
import { MemoryContent } from "../message/memory-content.js";
import type { MessageContent } from "../message/message-content.js";
import { dateField, messageIdField } from "../message/trace-fields.js";
import type { OutgoingMail } from "../queue/outgoing-mail.js";
import type { QueuedRecipient } from "../queue/queue-entry.js";
import type { Report } from "./report.js";
import { type ReportContext, reportFields } from "./report-fields.js";
import { reportSubjects, reportText } from "./report-text.js";

/** Who writes the reports. */
export interface ReportWriterOptions {
  /** The name of this host. */
  readonly hostname: string;
  /** The domain of MAILER-DAEMON. */
  readonly domain: string;
  /** Milliseconds since 1970. */
  readonly wallTime: () => number;
  /** Bytes of a message that comes back whole; of a larger one it is the header. */
  readonly maxReturnedBytes: number;
}

/** Whether the sender wants to hear of this. Of failures and delays senders hear who say nothing (RFC 3461 §4.1). */
export function wants({ notify }: QueuedRecipient, condition: NotifyCondition): boolean {
  return notify === undefined ? condition === "FAILURE" || condition === "DELAY" : notify.includes(condition);
}

/** Writes reports. */
export class ReportWriter {
  readonly #options: ReportWriterOptions;

  constructor(options: ReportWriterOptions) {
    this.#options = options;
  }

  /** Puts a report into words. @throws {TypeError} where the message has no sender: nobody is to be told. */
  async write(report: Report): Promise<OutgoingMail> {
    const { origin, action, recipients } = report;
    if (origin.sender === "") throw new TypeError("a message without a sender is never reported on");
    const { hostname, domain, wallTime } = this.#options;
    const addresses = [origin.sender, ...recipients.map(({ recipient }) => recipient.address)];
    const utf8 = origin.smtpUTF8 === true || addresses.some((address) => !isASCII(Buffer.from(address)));
    const context: ReportContext = { reportingMTA: hostname, wallTime: wallTime(), utf8 };
    const boundary = `report-${randomBytes(15).toString("hex")}`;
    const header = [
      dateField(context.wallTime),
      messageIdField(randomBytes(12).toString("hex"), domain),
      `From: Mail Delivery System <MAILER-DAEMON@${domain}>\r\n`,
      `To: <${origin.sender}>\r\n`,
      `Subject: ${reportSubjects[action]}\r\n`,
      "Auto-Submitted: auto-replied\r\n",
      "MIME-Version: 1.0\r\n",
      `Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="${boundary}"\r\n`,
    ];
    const status = Buffer.from(reportFields(report, context));
    const parts: Part[] = [
      { type: "text/plain; charset=utf-8", content: Buffer.from(reportText(report, context)) },
      { type: utf8 ? "message/global-delivery-status" : "message/delivery-status", content: status },
      await this.#returned(report, utf8),
    ];
    const body = parts.flatMap(({ type, content }) => [
      Buffer.from(
        `\r\n--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encodingOf(content)}\r\n\r\n`,
      ),
      content,
    ]);
    const message = Buffer.concat([Buffer.from(header.join("")), ...body, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    return {
      sender: "",
      recipients: [{ address: origin.sender, notify: ["NEVER"] }],
      fields: "",
      content: new MemoryContent(message),
      evenIfFull: true,
      ...(utf8 ? { smtpUTF8: true } : {}),
    };
  }

  /** Of a message that wasn't delivered all comes back, unless the sender wants less or it is large; otherwise the header (RFC 3461 §6.2). */
  async #returned({ action, origin, content }: Report, utf8: boolean): Promise<Part> {
    const whole = action === "failed" && origin.ret !== "HDRS" && content.size <= this.#options.maxReturnedBytes;
    if (!whole) return { type: utf8 ? "message/global-headers" : "text/rfc822-headers", content: content.header.bytes };
    return { type: utf8 ? "message/global" : "message/rfc822", content: await wholeOf(content) };
  }
}

interface Part {
  readonly type: string;
  readonly content: Buffer;
}

async function wholeOf({ header, rest }: MessageContent): Promise<Buffer> {
  const pieces = [header.bytes];
  for await (const piece of rest) pieces.push(piece);
  return Buffer.concat(pieces);
}

function encodingOf(content: Buffer): "7bit" | "8bit" {
  return isASCII(content) ? "7bit" : "8bit";
}
