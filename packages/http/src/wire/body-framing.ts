import type { FieldFacts } from "./field-facts.js";
import { HTTPError } from "./http-error.js";

/**
 * How long a body is (RFC 9112 §6.3), as a number: 0 or more is a length in bytes; the two negative values below are the other ways.
 */
export type BodyFraming = number;
/** The body is chunked. */
export const CHUNKED: BodyFraming = -1;
/** The body ends with the connection. Only a response can. */
export const UNTIL_CLOSE: BodyFraming = -2;

/**
 * The framing of a request: rules 3, 5, 6 and 7 of RFC 9112 §6.3. A Transfer-Encoding beside a Content-Length, or in HTTP/1.0, may
 * be read in two ways, so it isn't read at all. CONNECT has no content (RFC 9110 §9.3.6).
 * @throws {HTTPError}
 */
export function requestFraming(facts: FieldFacts, method: string, minorVersion: number): BodyFraming {
  refuseAmbiguity(facts, minorVersion);
  const framing = facts.chunked ? CHUNKED : Math.max(facts.contentLength, 0);
  if (framing !== 0 && method === "CONNECT") {
    throw new HTTPError("a CONNECT request has no content", { code: "AMBIGUOUS_LENGTH" });
  }
  return framing;
}

/**
 * The framing of the response to a request of `method`: rules 1 to 8 of RFC 9112 §6.3. A 2xx to CONNECT has length 0: what follows is the tunnel's.
 * @throws {HTTPError}
 */
export function responseFraming(facts: FieldFacts, status: number, method: string, minorVersion: number): BodyFraming {
  if (hasNoContent(status, method)) return 0;
  refuseAmbiguity(facts, minorVersion);
  if (facts.chunked) return CHUNKED;
  return facts.contentLength >= 0 ? facts.contentLength : UNTIL_CLOSE;
}

/** Whether a response of `status` to `method` ends with its head, whatever its fields say (RFC 9112 §6.3, rules 1 and 2). */
export function hasNoContent(status: number, method: string): boolean {
  return (
    method === "HEAD" || status < 200 || status === 204 || status === 304 || (method === "CONNECT" && status < 300)
  );
}

function refuseAmbiguity(facts: FieldFacts, minorVersion: number): void {
  if (!facts.chunked) return;
  if (facts.contentLength >= 0) {
    throw new HTTPError("both Transfer-Encoding and Content-Length", { code: "AMBIGUOUS_LENGTH" });
  }
  if (minorVersion === 0) throw new HTTPError("Transfer-Encoding in HTTP/1.0", { code: "BAD_TRANSFER_ENCODING" });
}
