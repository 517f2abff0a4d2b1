/**
 * A message's flags as 32 bits, which is just what a Maildir has: six letters of the convention and, as Dovecot writes
 * them, 26 small letters for keywords, whose names stand in `dovecot-keywords`.
 */

const letters = "DFPRST";

/** IMAP's names of the six, RFC 9051 §2.3.2; `P`, "passed", is the keyword that RFC 5788 §3.4.1 registers. */
const names = ["\\Draft", "\\Flagged", "$Forwarded", "\\Answered", "\\Seen", "\\Deleted"] as const;

/** Bit 5 of the mask, by which messages are expunged. */
export const deletedBit = 1 << letters.indexOf("T");

/** The bits of the letters `a` to `z` begin here. */
export const firstKeywordBit = letters.length;

/** How many keywords one mailbox can have. */
export const maxKeywords = 26;

/** The mask of a name's flags; undefined where a letter has no bit or they aren't in the order that we write. */
export function parseFlagLetters(text: string): number | undefined {
  let mask = 0;
  let last = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const bit = code >= 0x61 ? code - 0x61 + firstKeywordBit : letters.indexOf(text.charAt(at));
    if (code <= last || bit < 0 || bit > 31) return undefined;
    last = code;
    mask |= 1 << bit;
  }
  return mask >>> 0;
}

/** As {@link parseFlagLetters}, passing over what it doesn't know, in any order. */
export function parseKnownFlagLetters(text: string): number {
  let mask = 0;
  for (const letter of text) mask |= parseFlagLetters(letter) ?? 0;
  return mask >>> 0;
}

/** The letters of a mask, in the order of their codes, as the convention asks. */
export function formatFlagLetters(mask: number): string {
  let text = "";
  for (let bit = 0; bit < 32; bit += 1) {
    if ((mask & (1 << bit)) === 0) continue;
    text += bit < firstKeywordBit ? letters.charAt(bit) : String.fromCharCode(0x61 + bit - firstKeywordBit);
  }
  return text;
}

/** The bit of one of the six, whatever its case; 0 for every other name. */
export function systemFlagBit(name: string): number {
  const wanted = name.toLowerCase();
  const bit = names.findIndex((known) => known.toLowerCase() === wanted);
  return bit < 0 ? 0 : 1 << bit;
}

/** The names of those of the six that are in `mask`. */
export function systemFlagNames(mask: number): string[] {
  return names.filter((_, bit) => (mask & (1 << bit)) !== 0);
}
