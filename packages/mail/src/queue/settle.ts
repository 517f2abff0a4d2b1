import { type ReportedAction, type ReportedRecipient } from "../reports/report.js";
import { wants } from "../reports/report-writer.js";
import type { QueueEntry, QueuedRecipient } from "./queue-entry.js";
import { type RetrySchedule, retryDelayMs } from "./retry-schedule.js";
import type { Outcome } from "../routes/route.js";

/** What follows from an attempt. */
export interface Settlement {
  /** The entry as it goes on; `undefined` where everybody is settled. */
  readonly next: QueueEntry | undefined;
  /** What the sender is to be told. */
  readonly reports: readonly { readonly action: ReportedAction; readonly recipients: readonly ReportedRecipient[] }[];
}

/** What decides about an attempt. */
export interface SettleOptions {
  readonly schedule: RetrySchedule;
  /** Now, in milliseconds since 1970. */
  readonly wallTime: number;
  /** From 0 to before 1. */
  readonly random: number;
}

const nobodyTried = { status: "4.3.0", text: "no attempt was made" };

/**
 * Works out what follows from an attempt: who is done with, who is tried again and when, and what the sender hears. The sender of a message without a sender hears
 * nothing: a bounce is never bounced.
 */
export function settle(entry: QueueEntry, outcomes: readonly Outcome[], options: SettleOptions): Settlement {
  const { schedule, wallTime, random } = options;
  const byRecipient = new Map(outcomes.map((outcome) => [outcome.recipient, outcome]));
  const groups: Record<ReportedAction, ReportedRecipient[]> = { failed: [], delayed: [], delivered: [], relayed: [] };
  const waiting: QueuedRecipient[] = [];
  const age = wallTime - entry.receivedAt;
  const givesUp = age >= schedule.giveUpAfterMs;
  const warns = age >= schedule.warnAfterMs;
  for (const recipient of entry.recipients) {
    const { kind, status } = byRecipient.get(recipient) ?? { kind: "deferred", status: nobodyTried };
    const reported = { recipient, status };
    if (kind === "failed" || (kind === "deferred" && givesUp)) {
      if (wants(recipient, "FAILURE")) groups.failed.push(reported);
    } else if (kind === "deferred") {
      const tells = warns && recipient.delayReported !== true && wants(recipient, "DELAY");
      if (tells) groups.delayed.push(reported);
      waiting.push({ ...recipient, last: status, ...(tells ? { delayReported: true } : {}) });
    } else if (kind === "delivered" || kind === "relayed") {
      if (wants(recipient, "SUCCESS")) groups[kind].push(reported);
    }
  }
  const actions: readonly ReportedAction[] = entry.sender === "" ? [] : ["failed", "delayed", "delivered", "relayed"];
  const reports = actions.map((action) => ({ action, recipients: groups[action] }));
  const told = reports.filter(({ recipients }) => recipients.length > 0);
  if (waiting.length === 0) return { next: undefined, reports: told };
  const attempts = entry.attempts + 1;
  // The last attempt is made when the time is over, and not at the next opportunity behind that.
  const nextAttemptAt = Math.min(
    wallTime + retryDelayMs(schedule, attempts, random),
    Math.max(entry.receivedAt + schedule.giveUpAfterMs, wallTime + 1),
  );
  return { next: { ...entry, attempts, nextAttemptAt, recipients: waiting }, reports: told };
}
