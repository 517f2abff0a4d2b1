import { EQUALS, SEMICOLON, isOWS, isToken } from "./octets.js";
import { parameterValueEnd, plainParameterValue, skipOWS, tokenEnd } from "./parameter-value.js";

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
    const end = parameterValueEnd(text, nameEnd + 1);
    if (end < 0) return undefined;
    parameters.push([text.substring(i, nameEnd).toLowerCase(), plainParameterValue(text.substring(nameEnd + 1, end))]);
    i = skipOWS(text, end);
  }
  return { value, parameters };
}

/** `value` as it can stand after `=`: as it is where it is a token, otherwise as a quoted-string (RFC 9110 §5.6.4). */
export function quoteIfNeeded(value: string): string {
  if (isToken(value)) return value;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function backOverOWS(text: string, end: number): number {
  let i = end;
  while (i > 0 && isOWS(text.charCodeAt(i - 1))) i--;
  return i;
}
