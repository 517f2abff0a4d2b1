import { DNSError } from "./dns-error.js";

/**
 * The presentation form of names (RFC 1035 §5.1, RFC 4343 §2.1): labels joined by dots; `\.` is a dot inside a label,
 * `\DDD` the octet with that decimal value. Names are held as "octet strings": one character, U+0000 to U+00FF, for
 * each octet of the uncompressed wire form.
 */

const DOT = 0x2e;
const BACKSLASH = 0x5c;
const MAX_LABEL_OCTETS = 63;

/** How each octet is written: 0 as itself, 1 behind a backslash since it has a meaning of its own in a zone file, 2 as `\DDD`. */
const FORM = new Uint8Array(256).map((_, octet) => (octet > 0x20 && octet < 0x7f ? 0 : 2));
for (const special of '"$().;@\\') FORM[special.charCodeAt(0)] = 1;

/**
 * The octets of the labels of `text`, without the root's, and whether `text` ended in a dot. Throws a `DNSError` with code
 * `"BAD_NAME"` for an empty label, a label of more than 63 octets, an escape that is none, and any character outside of ASCII:
 * internationalised names are converted first (`domainToASCII` of `node:url`).
 */
export function parseNameText(text: string): { readonly octets: string; readonly absolute: boolean } {
  if (text === ".") return { octets: "", absolute: true };
  let octets = "";
  let label = "";
  let plainFrom = 0;
  let absolute = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7e || code < 0x21) throw badName("a character that must be written as \\DDD, or converted to IDNA");
    if (code === BACKSLASH) {
      const octet = escapedOctet(text, i);
      label += text.slice(plainFrom, i) + String.fromCharCode(octet.value);
      i += octet.length - 1;
      plainFrom = i + 1;
    } else if (code === DOT) {
      octets += lengthPrefixed(label + text.slice(plainFrom, i));
      label = "";
      plainFrom = i + 1;
      absolute = plainFrom === text.length;
    }
  }
  if (!absolute) octets += lengthPrefixed(label + text.slice(plainFrom));
  return { octets, absolute };
}

/** A label's octets with their length in front. Throws a `DNSError` unless there are 1 to 63 of them. */
export function lengthPrefixed(label: string): string {
  if (label.length === 0) throw badName("an empty label");
  if (label.length > MAX_LABEL_OCTETS) throw badName(`a label of more than ${String(MAX_LABEL_OCTETS)} octets`);
  return String.fromCharCode(label.length) + label;
}

/** The presentation form of an octet string, with its final dot. */
export function formatNameText(octets: string): string {
  if (octets.length === 1) return ".";
  let text = "";
  let position = 0;
  while (position < octets.length - 1) {
    const end = position + 1 + octets.charCodeAt(position);
    text += `${formatLabel(octets.slice(position + 1, end))}.`;
    position = end;
  }
  return text;
}

/** The presentation form of one label. */
export function formatLabel(label: string): string {
  let text = "";
  let plainFrom = 0;
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i);
    const form = FORM[code];
    if (form === 0) continue;
    text += label.slice(plainFrom, i);
    text += form === 1 ? `\\${String.fromCharCode(code)}` : `\\${String(code).padStart(3, "0")}`;
    plainFrom = i + 1;
  }
  return plainFrom === 0 ? label : text + label.slice(plainFrom);
}

function escapedOctet(text: string, at: number): { readonly value: number; readonly length: number } {
  const first = text.charCodeAt(at + 1);
  if (Number.isNaN(first)) throw badName("a backslash at its end");
  if (!isDigit(first)) {
    if (first > 0x7e || first < 0x20) throw badName("a backslash before a character outside of ASCII");
    return { value: first, length: 2 };
  }
  const digits = text.slice(at + 1, at + 4);
  const value = Number(digits);
  const wellFormed = digits.length === 3 && isDigit(digits.charCodeAt(1)) && isDigit(digits.charCodeAt(2));
  if (!wellFormed || value > 255) throw badName("a \\DDD that is no octet");
  return { value, length: 4 };
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function badName(what: string): DNSError {
  return new DNSError(`the name has ${what}`, { code: "BAD_NAME" });
}
