import { isFieldValue } from "./octets.js";

/**
 * `text` as a quoted-string (RFC 9110 §5.6.4).
 * @throws {TypeError} where a field can't carry it.
 */
export function quotedString(text: string): string {
  if (!isFieldValue(text)) throw new TypeError("a field can't carry this text");
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
