import { sanitizeForLog } from "@twist/core/wire";
import { Mailbox, type NotifyCondition, type OriginalRecipient } from "@twist/smtp";
import { MailError } from "../errors/mail-error.js";

/** What is known of an attempt for one recipient (RFC 3464 §2.3). */
export interface DeliveryStatus {
  /** An enhanced status code: `"4.4.1"`. */
  readonly status: string;
  /** What the server said, or what went wrong, for people. */
  readonly text: string;
  /** Whether a server said it, in a reply. @default false */
  readonly fromServer?: boolean;
  /** The server that was spoken to. */
  readonly remote?: string;
}

/** A recipient that isn't settled yet. */
export interface QueuedRecipient {
  readonly address: string;
  /** The user here whom it comes to. @default whoever the address leads to when it is delivered */
  readonly user?: string;
  /** Whom the sender meant (RFC 3461 §4.2). */
  readonly originalRecipient?: OriginalRecipient;
  /** When the sender wants to be told. @default failures and delays */
  readonly notify?: readonly NotifyCondition[];
  /** Whether the sender was told that it takes long. */
  readonly delayReported?: boolean;
  /** How the last attempt went. */
  readonly last?: DeliveryStatus;
}

/** A message that waits in the queue, without its content. */
export interface QueueEntry {
  readonly id: string;
  /** Whom to tell of failures; empty for nobody. */
  readonly sender: string;
  /** When it came, in milliseconds since 1970. */
  readonly receivedAt: number;
  /** Bytes of the message file. */
  readonly size: number;
  /** How often it has been tried. */
  readonly attempts: number;
  /** When it is to be tried next, in milliseconds since 1970. */
  readonly nextAttemptAt: number;
  /** What the sender calls it (ENVID). */
  readonly envelopeId?: string;
  /** How much of it is to come back with a report (RET). */
  readonly ret?: "FULL" | "HDRS";
  /** Whether its header may hold UTF-8 (RFC 6531). */
  readonly smtpUTF8?: boolean;
  readonly recipients: readonly QueuedRecipient[];
}

/** An entry's file is never larger. */
export const maxEntryBytes = 4 * 1024 * 1024;

const idPattern = /^[0-9A-Z]{8,40}$/;
const conditions: ReadonlySet<unknown> = new Set(["NEVER", "SUCCESS", "FAILURE", "DELAY"]);

/** Whether `text` can be the name of an entry. */
export function isQueueId(text: string): boolean {
  return idPattern.test(text);
}

/** An entry as its file holds it. */
export function formatEntry(entry: QueueEntry): string {
  return `${JSON.stringify({ version: 1, ...entry }, undefined, 1)}\n`;
}

/** Reads an entry's file. Fails with `BAD_ENTRY` where it isn't one: nothing of it is used then. */
export function parseEntry(text: string, id: string): QueueEntry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MailError("BAD_ENTRY", "an entry of the queue is no JSON", cause);
  }
  if (!isRecord(value) || value["version"] !== 1 || value["id"] !== id || !isEntry(value)) {
    throw new MailError("BAD_ENTRY", `an entry of the queue has not the form of one: ${sanitizeForLog(id)}`);
  }
  return value;
}

/** Of an entry's or a recipient's properties, whether each that is there is what it has to be. */
function isEntry(value: Record<string, unknown>): value is Record<string, unknown> & QueueEntry {
  const { sender, receivedAt, size, attempts, nextAttemptAt, envelopeId, ret, smtpUTF8, recipients } = value;
  return (
    (sender === "" || isAddress(sender)) &&
    [receivedAt, size, attempts, nextAttemptAt].every((number) => Number.isFinite(number)) &&
    isOptional(envelopeId, "string") &&
    (ret === undefined || ret === "FULL" || ret === "HDRS") &&
    isOptional(smtpUTF8, "boolean") &&
    Array.isArray(recipients) &&
    recipients.length > 0 &&
    recipients.every(isRecipient)
  );
}

function isRecipient(value: unknown): boolean {
  if (!isRecord(value) || !isAddress(value["address"])) return false;
  const { user, notify, originalRecipient, delayReported, last } = value;
  return (
    isOptional(user, "string") &&
    (notify === undefined || (Array.isArray(notify) && notify.every((condition) => conditions.has(condition)))) &&
    (originalRecipient === undefined || hasStrings(originalRecipient, ["type", "address"])) &&
    isOptional(delayReported, "boolean") &&
    (last === undefined || hasStrings(last, ["status", "text"]))
  );
}

function isAddress(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    Mailbox.parse(value);
    return true;
  } catch {
    return false;
  }
}

function hasStrings(value: unknown, names: readonly string[]): boolean {
  return isRecord(value) && names.every((name) => typeof value[name] === "string");
}

function isOptional(value: unknown, type: "string" | "boolean"): boolean {
  return value === undefined || typeof value === type;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
