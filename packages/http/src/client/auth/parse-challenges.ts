import { COMMA, EQUALS, isTokenOctet } from "../../wire/octets.js";
import { parameterValueEnd, plainParameterValue, skipOWS, tokenEnd } from "../../wire/parameter-value.js";

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
    at = skipCommas(field, at);
    const nameEnd = tokenEnd(field, at);
    if (nameEnd === at) break;
    const name = field.substring(at, nameEnd).toLowerCase();
    const equals = skipOWS(field, nameEnd);
    const current = challenges.at(-1);
    if (field.charCodeAt(equals) !== EQUALS || current === undefined) {
      challenges.push({ scheme: name, parameters: new Map() });
      at = token68End(field, equals, nameEnd);
      continue;
    }
    const start = skipOWS(field, equals + 1);
    const end = parameterValueEnd(field, start);
    if (end < 0) break;
    if (!current.parameters.has(name)) current.parameters.set(name, plainParameterValue(field.substring(start, end)));
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
  const after = skipOWS(text, i);
  return i > start && (after === text.length || text.charCodeAt(after) === COMMA) ? after : start;
}

function skipCommas(text: string, start: number): number {
  let i = skipOWS(text, start);
  while (text.charCodeAt(i) === COMMA) i = skipOWS(text, i + 1);
  return i;
}
