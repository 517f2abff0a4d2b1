/** What parameters of fields are made of (RFC 9110 §5.6), found by index: `token "=" ( token / quoted-string )` and the white space between. */

import { BACKSLASH, DQUOTE, isFieldValueOctet, isOWS, isTokenOctet } from "./octets.js";

/** @returns the index after the white space at `start`. */
export function skipOWS(text: string, start: number): number {
  let i = start;
  while (i < text.length && isOWS(text.charCodeAt(i))) i++;
  return i;
}

/** @returns the index after the token at `start`, or `start` where there is none. */
export function tokenEnd(text: string, start: number): number {
  let i = start;
  while (i < text.length && isTokenOctet(text.charCodeAt(i))) i++;
  return i;
}

/** @returns the index after the token or quoted-string at `start`, or -1 where there is neither. */
export function parameterValueEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== DQUOTE) {
    const end = tokenEnd(text, start);
    return end > start ? end : -1;
  }
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DQUOTE) return i + 1;
    if (code === BACKSLASH) i++;
    if (!isFieldValueOctet(text.charCodeAt(i))) return -1;
  }
  return -1;
}

/** What a token or quoted-string stands for. */
export function plainParameterValue(text: string): string {
  if (text.charCodeAt(0) !== DQUOTE) return text;
  if (!text.includes("\\")) return text.substring(1, text.length - 1);
  let plain = "";
  for (let i = 1; i < text.length - 1; i++) {
    if (text.charCodeAt(i) === BACKSLASH) i++;
    plain += text.charAt(i);
  }
  return plain;
}
