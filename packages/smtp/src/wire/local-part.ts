/**
 * Local parts (RFC 5321 §4.1.2, RFC 6531 §3.3):
 *
 *     Local-part     = Dot-string / Quoted-string
 *     Dot-string     = Atom *("." Atom)
 *     Quoted-string  = DQUOTE *( qtextSMTP / quoted-pairSMTP ) DQUOTE
 *     qtextSMTP      = %d32-33 / %d35-91 / %d93-126 / UTF8-non-ascii
 *     quoted-pairSMTP = %d92 %d32-126
 *
 * Quotes are a way of writing: `"a"@b` and `a@b` are one mailbox. So a local part is kept as what it means, and written with quotes where it needs them.
 */

import { isWellFormed } from "./domain.js";
import { SMTPError } from "./smtp-error.js";

/** Octets of a local part (RFC 5321 §4.5.3.1.1). */
const MAX_LOCAL_PART_BYTES = 64;

/** atext of RFC 5322 §3.2.3. */
const atext = new Set(Array.from("!#$%&'*+-/=?^_`{|}~", (character) => character.charCodeAt(0)));
const isAtextTable = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  const letter = unit | 0x20;
  const isAlphanumeric = (letter >= 0x61 && letter <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
  isAtextTable[unit] = isAlphanumeric || atext.has(unit) ? 1 : 0;
}

function isAtext(unit: number): boolean {
  return unit < 0x80 ? isAtextTable[unit] === 1 : unit >= 0xa0;
}

/** Whether `text` can stand without quotes. */
export function isDotString(text: string): boolean {
  let afterDot = true;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x2e) {
      if (afterDot) return false;
      afterDot = true;
    } else if (isAtext(unit)) {
      afterDot = false;
    } else {
      return false;
    }
  }
  return !afterDot;
}

/** The index behind the dot-string that begins at `from`; `from` itself where none does. */
export function endOfDotString(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text.charCodeAt(at) === 0x2e || isAtext(text.charCodeAt(at)))) at++;
  return at;
}

/** The index behind the quoted string that begins at `from`, or -1 where its end is missing or something in it may not be there. */
export function endOfQuotedString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit === 0x5c) {
      at++;
      const escaped = text.charCodeAt(at);
      if (!(escaped >= 0x20 && escaped <= 0x7e)) return -1;
    } else if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) {
      return -1;
    }
  }
  return -1;
}

/** What a quoted string, quotes included, means. */
export function unquote(quoted: string): string {
  const content = quoted.slice(1, -1);
  return content.includes("\\") ? content.replace(/\\(.)/g, "$1") : content;
}

/** A local part as it is written: with quotes where it needs them. */
export function formatLocalPart(localPart: string): string {
  return isDotString(localPart) ? localPart : `"${localPart.replace(/["\\]/g, "\\$&")}"`;
}

/** @throws {SMTPError} where `localPart`, without quotes, can't be one. */
export function assertLocalPart(localPart: string): void {
  if (localPart.length > MAX_LOCAL_PART_BYTES || Buffer.byteLength(localPart) > MAX_LOCAL_PART_BYTES) {
    throw badLocalPart("is over 64 bytes");
  }
  if (localPart === "") throw badLocalPart("is empty");
  if (isControlled(localPart) || !isWellFormed(localPart)) throw badLocalPart("holds a character that it can't hold");
}

function isControlled(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}

function badLocalPart(problem: string): SMTPError {
  return new SMTPError(`the local part ${problem}`, { code: "BAD_MAILBOX", replyCode: 501, enhancedCode: "5.1.3" });
}
