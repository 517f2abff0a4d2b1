import { BACKSLASH, DQUOTE, EQUALS, SEMICOLON, isFieldValueOctet, isOWS, isToken, isTokenOctet } from "./octets.js";

/** A value with parameters, as in Content-Type, TE or Accept-Encoding. */
export interface Parameterized {
  /** What stands before the first ";", without white space around it. */
  readonly value: string;
  /** Names in lower case with values, quoted strings unquoted; in order, repeated names as often as they came. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/**
 * RFC 9110 §5.6.6, in one pass, linear whatever the text:
 *
 *     parameters      = *( OWS ";" OWS [ parameter ] )
 *     parameter       = token "=" ( token / quoted-string )
 *
 * @returns `undefined` where the text isn't of this form.
 */
export function parseParameterized(text: string): Parameterized | undefined {
  const first = text.indexOf(";");
  const valueEnd = first < 0 ? text.length : first;
  const value = text.substring(skipOWS(text, 0), backOverOWS(text, valueEnd));
  const parameters: [string, string][] = [];
  let i = valueEnd;
  while (i < text.length) {
    if (text.charCodeAt(i) !== SEMICOLON) return undefined;
    i = skipOWS(text, i + 1);
    if (i === text.length || text.charCodeAt(i) === SEMICOLON) continue;
    const nameEnd = tokenEnd(text, i);
    if (nameEnd === i || text.charCodeAt(nameEnd) !== EQUALS) return undefined;
    const end = valueEndOf(text, nameEnd + 1);
    if (end < 0) return undefined;
    parameters.push([text.substring(i, nameEnd).toLowerCase(), unquote(text.substring(nameEnd + 1, end))]);
    i = skipOWS(text, end);
  }
  return { value, parameters };
}

/** `value` as it can stand after `=`: as it is where it is a token, otherwise as a quoted-string (RFC 9110 §5.6.4). */
export function quoteIfNeeded(value: string): string {
  if (isToken(value)) return value;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** @returns the index after the token or quoted-string at `start`, or -1 where there is neither. */
function valueEndOf(text: string, start: number): number {
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

function unquote(text: string): string {
  if (text.charCodeAt(0) !== DQUOTE) return text;
  if (!text.includes("\\")) return text.substring(1, text.length - 1);
  let plain = "";
  for (let i = 1; i < text.length - 1; i++) {
    if (text.charCodeAt(i) === BACKSLASH) i++;
    plain += text.charAt(i);
  }
  return plain;
}

function tokenEnd(text: string, start: number): number {
  let i = start;
  while (i < text.length && isTokenOctet(text.charCodeAt(i))) i++;
  return i;
}

function skipOWS(text: string, start: number): number {
  let i = start;
  while (i < text.length && isOWS(text.charCodeAt(i))) i++;
  return i;
}

function backOverOWS(text: string, end: number): number {
  let i = end;
  while (i > 0 && isOWS(text.charCodeAt(i - 1))) i--;
  return i;
}
