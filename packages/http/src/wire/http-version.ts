import { HTTPError } from "./http-error.js";
import { DIGIT_0, DIGIT_9 } from "./octets.js";

const PREFIX = Buffer.from("HTTP/", "latin1");

/**
 * RFC 9112 §2.3: `HTTP-version = "HTTP" "/" DIGIT "." DIGIT`, in capitals. Only 1.0 and 1.1 are spoken.
 * @returns the minor version, 0 or 1, or -1 where `bytes` ends before the version does.
 * @throws {HTTPError} 400 where it isn't a version, 505 where it is another one.
 */
export function scanVersion(bytes: Buffer, start: number, end: number): number {
  const length = Math.min(end - start, 8);
  for (let i = 0; i < length; i++) {
    const octet = bytes[start + i] ?? 0;
    const fits = i < 5 ? octet === PREFIX[i] : i === 6 ? octet === 0x2e : octet >= DIGIT_0 && octet <= DIGIT_9;
    if (!fits) throw new HTTPError("the HTTP version is malformed", { code: "BAD_REQUEST_LINE" });
  }
  if (length < 8) return -1;
  const minor = (bytes[start + 7] ?? 0) - DIGIT_0;
  if (bytes[start + 5] !== DIGIT_0 + 1 || minor > 1) {
    throw new HTTPError("only HTTP/1.0 and HTTP/1.1 are spoken here", { code: "UNSUPPORTED_VERSION", statusCode: 505 });
  }
  return minor;
}
