/**
 * xtext (RFC 3461 §4), which carries text as a parameter's value:
 *
 *     xtext   = *( xchar / hexchar )
 *     xchar   = any ASCII CHAR between "!" (33) and "~" (126) inclusive, except for "+" and "="
 *     hexchar = "+" two upper-case hexadecimal digits
 *
 * Who decodes it gets bytes that the peer chose freely. A CR or LF among them would be an injection one hop later, so controls are refused here.
 */

import { InvalidTokenError } from "@twist/core/wire";
import { SMTPError } from "./smtp-error.js";

/**
 * The text that `xtext` carries, read as UTF-8.
 *
 * @throws {SMTPError} `BAD_PARAMETER`, where it is no xtext, no UTF-8, or carries control characters.
 */
export function decodeXtext(xtext: string): string {
  if (!xtext.includes("+")) {
    if (!/^[!-<>-~]*$/.test(xtext)) throw badXtext();
    return xtext;
  }
  const bytes: number[] = [];
  for (let i = 0; i < xtext.length; i++) {
    const unit = xtext.charCodeAt(i);
    if (unit === 0x2b) {
      const digits = xtext.slice(i + 1, i + 3);
      if (!/^[0-9A-F]{2}$/.test(digits)) throw badXtext();
      bytes.push(Number.parseInt(digits, 16));
      i += 2;
    } else if (unit >= 0x21 && unit <= 0x7e && unit !== 0x3d) {
      bytes.push(unit);
    } else {
      throw badXtext();
    }
  }
  const text = Buffer.from(bytes).toString("utf8");
  if (text.includes("\ufffd") || hasControls(text)) throw badXtext();
  return text;
}

/** `text` as xtext; what is outside ASCII as the bytes of its UTF-8. @throws {InvalidTokenError} where it has control characters. */
export function encodeXtext(text: string): string {
  if (hasControls(text)) throw new InvalidTokenError("xtext", "holds a control character");
  let xtext = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x2b && byte !== 0x3d;
    xtext += isPlain ? String.fromCharCode(byte) : `+${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return xtext;
}

export function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}

function badXtext(): SMTPError {
  return new SMTPError("a parameter's value is no valid xtext", { code: "BAD_PARAMETER" });
}
