/**
 * The character classes of RFC 9110 §5.6 and RFC 3986 as one table of bits, so that a scanner asks one array for each byte.
 *
 *     token          = 1*tchar
 *     tchar          = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
 *     field-vchar    = VCHAR / obs-text
 *     obs-text       = %x80-FF
 */

const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const DQUOTE = 0x22;
export const ASTERISK = 0x2a;
export const COMMA = 0x2c;
export const SLASH = 0x2f;
export const DIGIT_0 = 0x30;
export const DIGIT_9 = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;

const TOKEN = 1;
const FIELD_VALUE = 2;
const TARGET = 4;
const REG_NAME = 8;

const classes = new Uint8Array(256);
/** The value of a hexadecimal digit, 16 for every other byte. */
const hexValues = new Uint8Array(256).fill(16);

function mark(bit: number, characters: string): void {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i);
    classes[code] = (classes[code] ?? 0) | bit;
  }
}

function markRange(bit: number, first: number, last: number): void {
  for (let code = first; code <= last; code++) classes[code] = (classes[code] ?? 0) | bit;
}

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
mark(TOKEN, ALPHANUMERIC + "!#$%&'*+-.^_`|~");
mark(FIELD_VALUE, "\t");
markRange(FIELD_VALUE, 0x20, 0x7e);
markRange(FIELD_VALUE, 0x80, 0xff);
// A request-target is visible ASCII. RFC 3986 would also refuse `"<>\^`{|}`, but browsers send them. A fragment is never sent.
markRange(TARGET, 0x21, 0x7e);
classes[0x23] = (classes[0x23] ?? 0) & ~TARGET;
// RFC 3986 would allow a comma too; in a Host field it is what joining two Host lines leaves behind.
mark(REG_NAME, ALPHANUMERIC + "-._~%!$&'()*+;=");
for (let digit = 0; digit < 16; digit++) {
  hexValues[digit.toString(16).charCodeAt(0)] = digit;
  hexValues[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** Whether `octet` may stand in a token: a method, a field name. False for codes over 255. */
export function isTokenOctet(octet: number): boolean {
  return ((classes[octet] ?? 0) & TOKEN) !== 0;
}

/** Whether `octet` may stand in a field value: SP, HTAB, visible ASCII and obs-text. False for codes over 255. */
export function isFieldValueOctet(octet: number): boolean {
  return ((classes[octet] ?? 0) & FIELD_VALUE) !== 0;
}

/** Whether `octet` may stand in a request-target. False for codes over 255. */
export function isTargetOctet(octet: number): boolean {
  return ((classes[octet] ?? 0) & TARGET) !== 0;
}

/** Whether `octet` may stand in a host name (RFC 3986 §3.2.2 reg-name, percent signs included, comma not). False for codes over 255. */
export function isRegNameOctet(octet: number): boolean {
  return ((classes[octet] ?? 0) & REG_NAME) !== 0;
}

/** 0 to 15 for a hexadecimal digit, 16 for any other byte. */
export function hexValue(octet: number): number {
  return hexValues[octet] ?? 0;
}

/** Whether `octet` is SP or HTAB: all that HTTP calls white space, and all that is ever trimmed. */
export function isOWS(octet: number): boolean {
  return octet === SP || octet === HTAB;
}

/** Whether all of `text` is a token of at least one character. */
export function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isTokenOctet(text.charCodeAt(i))) return false;
  return text.length > 0;
}

/** Whether all of `text` may stand in a field value: no CR, LF, NUL or other control, nothing beyond latin1. */
export function isFieldValue(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isFieldValueOctet(text.charCodeAt(i))) return false;
  return true;
}

/** Whether `a` and `b` are the same but for the case of ASCII letters. */
export function equalsIgnoreCase(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const lower = x | 0x20;
    if (lower !== (y | 0x20) || lower < 0x61 || lower > 0x7a) return false;
  }
  return true;
}

/** `text` without the SP and HTAB at both ends. `String.trim` would also strip U+00A0 and more: an old smuggling trick. */
export function trimOWS(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isOWS(text.charCodeAt(start))) start++;
  while (end > start && isOWS(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.substring(start, end);
}
