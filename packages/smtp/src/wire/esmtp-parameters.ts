/**
 * The parameters of MAIL and RCPT (RFC 5321 §4.1.2):
 *
 *     esmtp-param   = esmtp-keyword ["=" esmtp-value]
 *     esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
 *     esmtp-value   = 1*(%d33-60 / %d62-126 / UTF8-non-ascii)      ; any CHAR excluding "=", SP, and control characters
 *
 * Keywords are in capitals here, whatever they were on the wire. A parameter that is there twice is refused, since two programs might each take another one.
 */

import { InvalidTokenError } from "@twist/core/wire";
import { SMTPError } from "./smtp-error.js";

/** Parameters by keyword, in capitals; `undefined` for one without a value. */
export type ESMTPParameters = ReadonlyMap<string, string | undefined>;

/** No parameters. */
const NO_PARAMETERS: ESMTPParameters = new Map();

/** More than all extensions together have. */
const maxParameters = 20;

/** Reads the parameters in `text` from `from` to its end: each behind a space. @throws {SMTPError} `BAD_PARAMETER` */
export function parseParameters(text: string, from: number): ESMTPParameters {
  let at = from;
  if (at === text.length) return NO_PARAMETERS;
  const parameters = new Map<string, string | undefined>();
  while (at < text.length) {
    if (text.charCodeAt(at) !== 0x20) throw badParameter("parameters are separated by spaces");
    at++;
    // Some clients put a space at the end of the line, or two between parameters.
    if (at === text.length || text.charCodeAt(at) === 0x20) continue;
    const space = text.indexOf(" ", at);
    const end = space === -1 ? text.length : space;
    addParameter(parameters, text.slice(at, end));
    at = end;
  }
  return parameters.size === 0 ? NO_PARAMETERS : parameters;
}

/** Parameters as they are on the wire, each behind a space. @throws {InvalidTokenError} where one can't be written. */
export function formatParameters(parameters: Iterable<readonly [keyword: string, value: string | undefined]>): string {
  let text = "";
  for (const [keyword, value] of parameters) {
    if (!isKeyword(keyword)) throw new InvalidTokenError("parameter", "has a keyword that isn't one");
    if (value !== undefined && !isValue(value))
      throw new InvalidTokenError(keyword, "has a value that can't be written");
    text += value === undefined ? ` ${keyword}` : ` ${keyword}=${value}`;
  }
  return text;
}

function addParameter(parameters: Map<string, string | undefined>, text: string): void {
  const equals = text.indexOf("=");
  const keyword = (equals === -1 ? text : text.slice(0, equals)).toUpperCase();
  const value = equals === -1 ? undefined : text.slice(equals + 1);
  if (!isKeyword(keyword) || (value !== undefined && !isValue(value))) throw badParameter("a parameter can't be read");
  if (parameters.has(keyword)) throw badParameter("a parameter is there twice");
  if (parameters.size === maxParameters) throw badParameter(`there are more than ${String(maxParameters)} parameters`);
  parameters.set(keyword, value);
}

function isKeyword(text: string): boolean {
  return text.length <= 64 && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(text);
}

function isValue(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x20 || unit === 0x3d || (unit >= 0x7f && unit < 0xa0)) return false;
  }
  return text !== "";
}

function badParameter(problem: string): SMTPError {
  return new SMTPError(problem, { code: "BAD_PARAMETER" });
}
