import { HTTPError } from "./http-error.js";
import { DIGIT_0 } from "./octets.js";

/**
 * RFC 9110 §8.6: `Content-Length = 1*DIGIT`. No sign, no list, no `0x`, no `_`, no white space inside. Leading zeros are legal.
 * @returns the length in bytes.
 * @throws {HTTPError} for anything else, and for a number that a double doesn't hold exactly.
 */
export function parseContentLength(bytes: Uint8Array, start: number, end: number): number {
  let length = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) throw badContentLength("isn't a number of decimal digits");
    length = length * 10 + digit;
    if (length > Number.MAX_SAFE_INTEGER) throw badContentLength("is too large");
  }
  if (start === end) throw badContentLength("is empty");
  return length;
}

function badContentLength(what: string): HTTPError {
  return new HTTPError(`Content-Length ${what}`, { code: "BAD_CONTENT_LENGTH" });
}
