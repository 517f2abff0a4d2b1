import { sanitizeForLog } from "@twist/core/wire";
import type { QueueEntry } from "../queue/queue-entry.js";

/** Characters of a server's text that are shown. */
const maxTextLength = 300;

/** An entry of the queue for people, in lines: what peers have said is made safe to show. */
export function describeEntry(entry: QueueEntry): string[] {
  const { id, sender, size, receivedAt, nextAttemptAt, recipients } = entry;
  const lines = [
    `${id}  ${formatBytes(size)}  from <${sanitizeForLog(sender)}>  since ${formatTime(receivedAt)}, next at ${formatTime(nextAttemptAt)}`,
  ];
  for (const { address, last } of recipients) {
    lines.push(`    to <${sanitizeForLog(address)}>`);
    if (last === undefined) continue;
    const remote = last.remote === undefined ? "" : `${sanitizeForLog(last.remote)}: `;
    lines.push(`        ${remote}${sanitizeForLog(last.text, maxTextLength)}`);
  }
  return lines;
}

/** All of them, in a line. */
export function describeTotal(count: number, bytes: number): string {
  if (count === 0) return "The queue is empty.";
  return `${String(count)} ${count === 1 ? "mail" : "mails"}, ${formatBytes(bytes)}`;
}

function formatBytes(bytes: number): string {
  const kib = bytes / 1024;
  if (kib < 1) return `${String(bytes)} bytes`;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

function formatTime(wallTime: number): string {
  return new Date(wallTime).toISOString().replace(/\.\d+Z$/, "Z");
}
