import { BACKSLASH, COMMA, DQUOTE, EQUALS, isOWS, isTokenOctet } from "../../wire/octets.js";

/** One way that a server would take. */
export interface Challenge {
  /** The scheme, in lower case. */
  readonly scheme: string;
  /** Parameters by their names in lower case. Of one that is repeated the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** More than this many schemes and parameters are an attack or a mistake. */
const MAX_ELEMENTS = 64;

/**
 * RFC 9110 §11.6.1, in one pass:
 *
 *     WWW-Authenticate = #challenge
 *     challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
 *     auth-param       = token BWS "=" BWS ( token / quoted-string )
 *
 * A comma stands between challenges and between parameters alike; a token without "=" after it begins a challenge. A token68 is dropped.
 * @returns the challenges up to the first place that can't be understood.
 */
export function parseChallenges(field: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  for (let elements = 0; elements < MAX_ELEMENTS; elements++) {
    at = skip(field, at, true);
    const nameEnd = tokenEnd(field, at);
    if (nameEnd === at) break;
    const name = field.substring(at, nameEnd).toLowerCase();
    const equals = skip(field, nameEnd, false);
    const current = challenges.at(-1);
    if (field.charCodeAt(equals) !== EQUALS || current === undefined) {
      challenges.push({ scheme: name, parameters: new Map() });
      at = token68End(field, equals, nameEnd);
      continue;
    }
    const start = skip(field, equals + 1, false);
    const end = valueEnd(field, start);
    if (end < 0) break;
    if (!current.parameters.has(name)) current.parameters.set(name, unquoted(field.substring(start, end)));
    at = end;
  }
  return challenges;
}

/** @returns the index after the token68 at `start`, or `start` where there are parameters, or nothing. */
function token68End(text: string, start: number, schemeEnd: number): number {
  if (start === schemeEnd) return start;
  let i = start;
  while (i < text.length && (isTokenOctet(text.charCodeAt(i)) || text.charAt(i) === "/")) i++;
  while (i < text.length && text.charCodeAt(i) === EQUALS) i++;
  const after = skip(text, i, false);
  return i > start && (after === text.length || text.charCodeAt(after) === COMMA) ? after : start;
}

function skip(text: string, start: number, commas: boolean): number {
  let i = start;
  while (i < text.length && (isOWS(text.charCodeAt(i)) || (commas && text.charCodeAt(i) === COMMA))) i++;
  return i;
}

function tokenEnd(text: string, start: number): number {
  let i = start;
  while (i < text.length && isTokenOctet(text.charCodeAt(i))) i++;
  return i;
}

function valueEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== DQUOTE) {
    const end = tokenEnd(text, start);
    return end > start ? end : -1;
  }
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DQUOTE) return i + 1;
    if (code === BACKSLASH) i++;
  }
  return -1;
}

function unquoted(text: string): string {
  if (text.charCodeAt(0) !== DQUOTE) return text;
  let plain = "";
  for (let i = 1; i < text.length - 1; i++) {
    if (text.charCodeAt(i) === BACKSLASH) i++;
    plain += text.charAt(i);
  }
  return plain;
}
