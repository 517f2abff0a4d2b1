/**
 * The original recipient of a message, in DSN's ORCPT (RFC 3461 §4.2, RFC 6533 §3):
 *
 *     orcpt-parameter = "ORCPT=" original-recipient-address
 *     original-recipient-address = addr-type ";" xtext
 *
 * Of the type `utf-8` the address isn't xtext: characters outside of plain ASCII are written `\x{HEX}`, or, where SMTPUTF8 is on, as they are.
 */

import { InvalidTokenError } from "@twist/core/wire";
import { SMTPError } from "./smtp-error.js";
import { decodeXtext, encodeXtext, hasControls } from "./xtext.js";

/** Whom the sender meant, before any forwarding. */
export interface OriginalRecipient {
  /** What kind of address it is, in lower case: `"rfc822"` or `"utf-8"`. */
  readonly type: string;
  /** The address, decoded. It is what the sender says: nothing has checked that it is one. */
  readonly address: string;
}

/** Octets of an ORCPT's value (RFC 3461 §4.2). */
const maxBytes = 500;
const typePattern = /^[a-z0-9-]{1,64}$/;
const embedded = /\\x\{([0-9A-F]{2,6})\}/g;

/** @throws {SMTPError} `BAD_PARAMETER` */
export function parseOriginalRecipient(value: string): OriginalRecipient {
  const semicolon = value.indexOf(";");
  const type = value.slice(0, Math.max(0, semicolon)).toLowerCase();
  const encoded = value.slice(semicolon + 1);
  if (!typePattern.test(type) || encoded === "" || value.length > maxBytes) throw badOriginalRecipient();
  return { type, address: type === "utf-8" ? decodeUTF8Address(encoded) : decodeXtext(encoded) };
}

/** @throws {InvalidTokenError} where the type or the address can't be written. */
export function formatOriginalRecipient({ type, address }: OriginalRecipient): string {
  if (!typePattern.test(type)) throw new InvalidTokenError("ORCPT", "has an address type that isn't one");
  const value = `${type};${type === "utf-8" ? encodeUTF8Address(address) : encodeXtext(address)}`;
  if (address === "" || value.length > maxBytes) throw new InvalidTokenError("ORCPT", "is empty or over 500 bytes");
  return value;
}

/** utf-8-addr-xtext and utf-8-addr-unitext. */
function decodeUTF8Address(encoded: string): string {
  const decoded = encoded.replace(embedded, (_, digits: string) => {
    const point = Number.parseInt(digits, 16);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw badOriginalRecipient();
    return String.fromCodePoint(point);
  });
  if (hasControls(decoded) || encoded.replace(embedded, "").includes("\\")) throw badOriginalRecipient();
  return decoded;
}

/** utf-8-addr-xtext: all ASCII, so that it needs no SMTPUTF8. */
function encodeUTF8Address(address: string): string {
  if (hasControls(address)) throw new InvalidTokenError("ORCPT", "holds a control character");
  let encoded = "";
  for (const character of address) {
    const point = character.codePointAt(0) ?? 0;
    const isPlain = point > 0x20 && point < 0x7f && character !== "+" && character !== "=" && character !== "\\";
    encoded += isPlain ? character : `\\x{${point.toString(16).toUpperCase().padStart(2, "0")}}`;
  }
  return encoded;
}

function badOriginalRecipient(): SMTPError {
  return new SMTPError("ORCPT is no address type with an address", { code: "BAD_PARAMETER" });
}
