import { asBuffer } from "./as-buffer.js";
import { InvalidTokenError } from "./invalid-token-error.js";

/**
 * The guard against injection, for encoders: a token that holds a line break would end the line early and make the
 * rest of it a command of its own. It stands in the encoder, where every token passes, and not in each command.
 */

/** The encodings in which Twist writes text. */
export type TextEncodingName = "utf8" | "latin1";

/**
 * Throws an `InvalidTokenError` if `value` holds a CR, LF or NUL. `field` names the value in the error.
 *
 * With `"latin1"`, characters above U+00FF are refused too: Node keeps only their low byte, which turns U+010A into
 * an LF on the wire although the text held none.
 */
export function assertNoLineBreaks(
  value: string | Uint8Array,
  field: string,
  encoding: TextEncodingName = "utf8",
): void {
  if (typeof value !== "string") {
    assertNoLineBreakBytes(value, field);
    return;
  }
  const highest = encoding === "latin1" ? 0xff : 0xffff;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit === 0x0d || unit === 0x0a || unit === 0) throw lineBreakError(field);
    if (unit > highest) throw new InvalidTokenError(field, `holds a character that ${encoding} can't carry`);
  }
}

function assertNoLineBreakBytes(value: Uint8Array, field: string): void {
  const bytes = asBuffer(value);
  if (bytes.includes(0x0a) || bytes.includes(0x0d) || bytes.includes(0)) throw lineBreakError(field);
}

function lineBreakError(field: string): InvalidTokenError {
  return new InvalidTokenError(field, "holds a CR, LF or NUL");
}
