/**
 * What XCLIENT and XFORWARD have in common: attributes that one server of ours tells another about a client (Postfix, XCLIENT_README and XFORWARD_README).
 *
 *     "XCLIENT" 1*(SP attribute-name "=" attribute-value)           ; values are xtext
 *
 * `[UNAVAILABLE]` and `[TEMPUNAVAIL]` stand for what isn't known.
 */

import { SMTPError } from "../wire/smtp-error.js";
import { decodeXtext, encodeXtext } from "../wire/xtext.js";

/** Attributes by name, in capitals. `undefined`: the other server doesn't know it either. */
export type Attributes = ReadonlyMap<string, string | undefined>;

const unavailable = "[UNAVAILABLE]";

/** @throws {SMTPError} where they can't be read, or one isn't of `names`. */
export function parseAttributes(verb: string, argument: string, names: readonly string[]): Attributes {
  const attributes = new Map<string, string | undefined>();
  for (const word of argument.trimEnd().split(" ")) {
    const equals = word.indexOf("=");
    const name = word.slice(0, Math.max(0, equals)).toUpperCase();
    if (!names.includes(name) || attributes.has(name)) throw new SMTPError(`an attribute of ${verb} can't be read`);
    const value = decodeXtext(word.slice(equals + 1));
    attributes.set(name, value === unavailable || value === "[TEMPUNAVAIL]" || value === "" ? undefined : value);
  }
  return attributes;
}

/** @throws {TypeError} where there are none. @throws {InvalidTokenError} where one can't be written. */
export function formatAttributes(verb: string, attributes: Attributes): string {
  if (attributes.size === 0) throw new TypeError(`${verb} needs at least one attribute`);
  let line = verb;
  for (const [name, value] of attributes) line += ` ${name}=${value === undefined ? unavailable : encodeXtext(value)}`;
  return line;
}
