/**
 * The fields that a mail server puts before a message (RFC 5321 §4.4), as Postfix and Dovecot write them.
 */

import { domainToASCII } from "node:url";
import type { Mailbox } from "@twist/smtp";

/** What is dropped from what comes in: it says what only the last server can know. */
export const returnPathOnly: ReadonlySet<string> = new Set(["return-path"]);

/** What is dropped from what is submitted, besides: whoever is named there is nobody else's business (RFC 5322 §3.6.3). */
export const submissionDrops: ReadonlySet<string> = new Set(["return-path", "bcc", "resent-bcc"]);

/** Whom to tell of failures: the envelope's sender; empty for nobody. */
export function returnPathField(sender: string): string {
  return `Return-Path: <${sender}>\r\n`;
}

/** The mailbox that this copy was delivered to. Mail that comes here again with it runs in circles. */
export function deliveredToField(address: Mailbox): string {
  return `Delivered-To: ${address.toString()}\r\n`;
}

/** The address before aliases were followed. */
export function originalToField(address: Mailbox): string {
  return `X-Original-To: ${address.toString()}\r\n`;
}

/** `Date`, in UTC (RFC 5322 §3.3). */
export function dateField(wallTime: number): string {
  return `Date: ${formatDate(wallTime)}\r\n`;
}

/** A date as mail has it, in UTC. */
export function formatDate(wallTime: number): string {
  return new Date(wallTime).toUTCString().replace("GMT", "+0000");
}

/** `Message-ID` (RFC 5322 §3.6.4). */
export function messageIdField(id: string, domain: string): string {
  return `Message-ID: <${id}@${domainToASCII(domain) || domain}>\r\n`;
}
