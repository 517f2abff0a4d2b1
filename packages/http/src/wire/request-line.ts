import type { HTTPLimits } from "./http-limits.js";
import { HTTPError } from "./http-error.js";
import { scanVersion } from "./http-version.js";
import { SP, isTargetOctet, isTokenOctet } from "./octets.js";
import type { StartLine } from "./start-line.js";

/**
 * RFC 9112 §3:
 *
 *     request-line   = method SP request-target SP HTTP-version
 *     method         = token
 *
 * Exactly one SP between the parts; the leniency that §3 allows (runs of white space) is where two readers disagree.
 */
export class RequestLine implements StartLine {
  method = "";
  /** Offsets of the target from the start of the line. */
  targetStart = 0;
  targetEnd = 0;
  /** HTTP/1.`minorVersion`: 0 or 1. */
  minorVersion = 1;

  scan(bytes: Buffer, start: number, end: number, limits: HTTPLimits): number {
    const methodEnd = this.#scanMethod(bytes, start, end, limits);
    if (methodEnd < 0) return -1;
    const targetStart = methodEnd + 1;
    const stop = Math.min(end, start + limits.maxStartLineBytes);
    let i = targetStart;
    while (i < stop && isTargetOctet(bytes[i] ?? 0)) i++;
    if (i >= stop) {
      if (stop === end) return -1;
      throw new HTTPError("the request-target is over the limit", { code: "TARGET_TOO_LONG", statusCode: 414 });
    }
    if (bytes[i] !== SP || i === targetStart) throw badRequestLine();
    this.targetStart = targetStart - start;
    this.targetEnd = i - start;
    const minor = scanVersion(bytes, i + 1, end);
    if (minor < 0) return -1;
    this.minorVersion = minor;
    const lineEnd = i + 1 + "HTTP/1.1".length;
    if (lineEnd + 2 > end) {
      if (lineEnd < end && bytes[lineEnd] !== 0x0d) throw badRequestLine();
      return -1;
    }
    if (bytes[lineEnd] !== 0x0d || bytes[lineEnd + 1] !== 0x0a) throw badRequestLine();
    return lineEnd + 2;
  }

  /** @returns the index of the SP after the method, or -1. */
  #scanMethod(bytes: Buffer, start: number, end: number, limits: HTTPLimits): number {
    if (
      end - start > 4 &&
      bytes[start] === 0x47 &&
      bytes[start + 1] === 0x45 &&
      bytes[start + 2] === 0x54 &&
      bytes[start + 3] === SP
    ) {
      this.method = "GET";
      return start + 3;
    }
    const stop = Math.min(end, start + limits.maxMethodBytes + 1);
    let i = start;
    while (i < stop && isTokenOctet(bytes[i] ?? 0)) i++;
    if (i === stop) {
      if (i - start <= limits.maxMethodBytes) return -1;
      throw new HTTPError("the method is over the limit", { code: "METHOD_TOO_LONG", statusCode: 501 });
    }
    if (bytes[i] !== SP || i === start) throw badRequestLine();
    this.method = bytes.toString("latin1", start, i);
    return i;
  }
}

function badRequestLine(): HTTPError {
  return new HTTPError("the request line isn't method SP target SP version CRLF", { code: "BAD_REQUEST_LINE" });
}
