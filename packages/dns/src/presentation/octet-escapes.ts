/**
 * The escapes of presentation format (RFC 1035 §5.1): `\X` is the character X without its special meaning, `\DDD` the octet
 * with that decimal value. Texts hold one character, U+0000 to U+00FF, for each octet.
 */

const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/** `text` without its escapes; `undefined` if one of them is none (`\256`, `\12`, a backslash at the end). */
export function unescapeOctets(text: string): string | undefined {
  let at = text.indexOf("\\");
  if (at === -1) return text;
  let octets = "";
  let from = 0;
  while (at !== -1) {
    octets += text.slice(from, at);
    const first = text.charCodeAt(at + 1);
    if (Number.isNaN(first)) return undefined;
    if (isDigit(first)) {
      const value = decimalOctet(text, at + 1);
      if (value === -1) return undefined;
      octets += String.fromCharCode(value);
      from = at + 4;
    } else {
      octets += text.charAt(at + 1);
      from = at + 2;
    }
    at = text.indexOf("\\", from);
  }
  return octets + text.slice(from);
}

/** The octets as a quoted string: `"` and `\` behind a backslash, what isn't printable ASCII as `\DDD`. */
export function quoteOctets(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) text += octet === QUOTE ? '\\"' : escapeOctet(octet);
  return `${text}"`;
}

/** One octet in a quoted string, the quote itself not escaped. */
function escapeOctet(octet: number): string {
  if (octet === BACKSLASH) return "\\\\";
  if (octet >= 0x20 && octet <= 0x7e) return String.fromCharCode(octet);
  return `\\${String(octet).padStart(3, "0")}`;
}

/** The value of three decimal digits at `at`; -1 unless they are there and make an octet. */
function decimalOctet(text: string, at: number): number {
  let value = 0;
  for (let i = at; i < at + 3; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 0x30;
  }
  return value > 255 ? -1 : value;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
