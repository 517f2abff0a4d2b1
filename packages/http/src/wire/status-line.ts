import { HTTPError } from "./http-error.js";
import type { HTTPLimits } from "./http-limits.js";
import { scanVersion } from "./http-version.js";
import { CR, DIGIT_0, LF, SP, isFieldValueOctet } from "./octets.js";
import type { StartLine } from "./start-line.js";

/**
 * RFC 9112 §4:
 *
 *     status-line    = HTTP-version SP status-code SP [ reason-phrase ]
 *     status-code    = 3DIGIT
 *     reason-phrase  = 1*( HTAB / SP / VCHAR / obs-text )
 *
 * The SP before an absent reason may be missing: so many servers leave it out that every client accepts it, and nothing hangs on it.
 * A status below 100 or above 599 is refused (RFC 9110 §15 says to treat it as 5xx; nobody sends one in good faith).
 */
export class StatusLine implements StartLine {
  status = 0;
  /** Offsets of the reason from the start of the line. */
  reasonStart = 0;
  reasonEnd = 0;
  /** HTTP/1.`minorVersion`: 0 or 1. */
  minorVersion = 1;

  scan(bytes: Buffer, start: number, end: number, limits: HTTPLimits): number {
    const minor = scanVersion(bytes, start, end);
    if (minor < 0) return -1;
    this.minorVersion = minor;
    const afterVersion = start + "HTTP/1.1".length;
    const afterCode = afterVersion + 4;
    if (afterCode >= end) return -1;
    this.status = statusCode(bytes, afterVersion);
    const stop = Math.min(end, start + limits.maxStartLineBytes);
    let i = afterCode;
    if (bytes[i] === SP) i++;
    else if (bytes[i] !== CR) throw badStatusLine();
    this.reasonStart = i - start;
    while (i < stop && isFieldValueOctet(bytes[i] ?? 0)) i++;
    if (i >= stop) {
      if (stop === end) return -1;
      throw new HTTPError("the status line is over the limit", { code: "BAD_STATUS_LINE" });
    }
    this.reasonEnd = i - start;
    if (bytes[i] !== CR) throw badStatusLine();
    if (i + 1 >= end) return -1;
    if (bytes[i + 1] !== LF) throw badStatusLine();
    return i + 2;
  }
}

function statusCode(bytes: Buffer, at: number): number {
  if (bytes[at] !== SP) throw badStatusLine();
  let status = 0;
  for (let i = at + 1; i < at + 4; i++) {
    const digit = (bytes[i] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 9) throw badStatusLine();
    status = status * 10 + digit;
  }
  if (status < 100 || status > 599) throw badStatusLine();
  return status;
}

function badStatusLine(): HTTPError {
  return new HTTPError("the status line isn't version SP code SP reason CRLF", { code: "BAD_STATUS_LINE" });
}
