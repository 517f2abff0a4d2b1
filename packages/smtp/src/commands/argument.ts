/** What the arguments of several commands have in common. */

import { assertNoLineBreaks, InvalidTokenError } from "@twist/core/wire";
import { SMTPError } from "../wire/smtp-error.js";

/** @throws {SMTPError} where there is an argument, of a command that has none. Spaces at the end don't count. */
export function assertNoArgument(verb: string, argument: string): void {
  if (argument !== "" && argument.trim() !== "") throw new SMTPError(`${verb} takes no argument`);
}

/** An argument that is free text, or "" for none. @throws {InvalidTokenError} where it would end the line. */
export function freeText(verb: string, text: string): string {
  if (text === "") return verb;
  assertNoLineBreaks(text, `${verb} argument`);
  return `${verb} ${text}`;
}

/** The word after `keyword` and its colon, of MAIL and RCPT: where the path begins. @throws {SMTPError} where that isn't there. */
export function pathStart(verb: string, keyword: string, argument: string): number {
  const { length } = keyword;
  if (argument.charCodeAt(length) !== 0x3a || argument.slice(0, length).toUpperCase() !== keyword) {
    throw new SMTPError(`${verb} is followed by ${keyword}:<address>`);
  }
  // No space may stand behind the colon. Many clients send one, and nothing else could be meant.
  let at = length + 1;
  while (argument.charCodeAt(at) === 0x20) at++;
  return at;
}

/** A non-negative decimal number of at most 15 digits, or `undefined`. */
export function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** @throws {InvalidTokenError} where `value` is no number of bytes that can be written. */
export function formatNumber(value: number, field: string): string {
  if (!Number.isSafeInteger(value) || value < 0 || value > 999_999_999_999_999) {
    throw new InvalidTokenError(field, "is no number of bytes");
  }
  return String(value);
}
