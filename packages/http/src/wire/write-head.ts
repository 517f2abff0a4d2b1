import { HeaderFieldError } from "./header-field-error.js";
import { isFieldValue, isTargetOctet, isToken } from "./octets.js";
import { reasonPhrase } from "./reason-phrase.js";

/** Status lines that have been written before, by status. At most 500 of them. */
const statusLines: (string | undefined)[] = [];

/**
 * `HTTP/1.1 STATUS REASON CRLF`. A server always says 1.1, also to a client of 1.0 (RFC 9112 §2.3).
 * @throws {RangeError} where `status` isn't a whole number from 100 to 599.
 * @throws {HeaderFieldError} where `reason` has a character that would break the line.
 */
export function writeStatusLine(status: number, reason?: string): string {
  if (reason !== undefined) {
    if (!isFieldValue(reason)) throw new HeaderFieldError("the reason phrase has a character that a line can't carry");
    return `HTTP/1.1 ${checkedStatus(status)} ${reason}\r\n`;
  }
  return (statusLines[status] ??= `HTTP/1.1 ${checkedStatus(status)} ${reasonPhrase(status)}\r\n`);
}

/**
 * `METHOD SP TARGET SP HTTP/1.1 CRLF`.
 * @throws {HeaderFieldError} where the method isn't a token or the target has a character other than visible ASCII.
 */
export function writeRequestLine(method: string, target: string): string {
  if (!isToken(method)) throw new HeaderFieldError("a method must be a token");
  if (target.length === 0) throw new HeaderFieldError("a request-target can't be empty");
  for (let i = 0; i < target.length; i++) {
    if (!isTargetOctet(target.charCodeAt(i)))
      throw new HeaderFieldError("the request-target has a character that must be percent-encoded");
  }
  return `${method} ${target} HTTP/1.1\r\n`;
}

function checkedStatus(status: number): string {
  if (!Number.isInteger(status) || status < 100 || status > 599)
    throw new RangeError("a status is a whole number from 100 to 599");
  return String(status);
}
