import { asBuffer } from "./as-buffer.js";

/**
 * What may not reach a log or a terminal as it is: controls and escape sequences (Cc), invisible and bidirectional
 * formatting (Cf), line and paragraph separators, lone surrogates, private use, what has no meaning yet (Cn), and the
 * backslash, so that the escaped text can't be mistaken for a text that had the escape in it.
 */
const unsafe = /^[\p{C}\p{Zl}\p{Zp}\\]$/u;

const named: Readonly<Record<string, string>> = { "\r": "\\r", "\n": "\\n", "\t": "\\t", "\\": "\\\\" };

const ellipsis = "…";

/**
 * A peer's text, made safe to show: unsafe characters are written as escapes (`\r`, `\x1b`, `\u{202e}`) and the result
 * is at most `maxLength` UTF-16 units long, ending in `…` where something was cut off. Bytes are read as UTF-8.
 * The work is bounded by `maxLength`, however long the input. Throws a `RangeError` if `maxLength` isn't a positive integer.
 */
export function sanitizeForLog(text: string | Uint8Array, maxLength = 200): string {
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    throw new RangeError(`maxLength must be a positive integer, not ${String(maxLength)}`);
  }
  let safe = "";
  // Where the ellipsis would go if what follows doesn't fit.
  let cut = 0;
  for (const character of beginning(text, maxLength)) {
    const shown = escapeCharacter(character);
    if (safe.length + shown.length > maxLength) return safe.slice(0, cut) + ellipsis;
    safe += shown;
    if (safe.length < maxLength) cut = safe.length;
  }
  return safe;
}

/** Enough of `text` to fill `maxLength` and to know whether there is more. A character is four bytes of UTF-8 at most. */
function beginning(text: string | Uint8Array, maxLength: number): string {
  if (typeof text === "string") return text.slice(0, maxLength + 1);
  return asBuffer(text).toString("utf8", 0, Math.min(text.length, 4 * (maxLength + 1)));
}

function escapeCharacter(character: string): string {
  if (!unsafe.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  return named[character] ?? (code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`);
}
