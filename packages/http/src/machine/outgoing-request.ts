import { isAuthority } from "../wire/authority.js";
import { type BodyFraming, CHUNKED } from "../wire/body-framing.js";
import { parseContentLength } from "../wire/content-length.js";
import { HeaderFieldError } from "../wire/header-field-error.js";
import type { Headers } from "../wire/headers.js";
import { writeRequestLine } from "../wire/write-head.js";

/** A request to be sent. */
export interface OutgoingRequest {
  /** A token; case-sensitive. */
  readonly method: string;
  /** The request-target, in the form that the method and the connection ask for (RFC 9112 §3.2). */
  readonly target: string;
  /** Must have exactly one Host, empty only where the target's scheme has no authority. */
  readonly headers: Headers;
  /**
   * The length of the body in bytes; `"chunked"` where it isn't known. Without it the fields' Content-Length counts; without either there is no body.
   */
  readonly contentLength?: number | "chunked" | undefined;
}

/** Methods whose requests say `Content-Length: 0` where they have no body, as RFC 9110 §8.6 asks: for them a body would have a meaning. */
const EXPECTS_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * How the body of `request` is framed.
 * @throws {TypeError} where the fields have a Transfer-Encoding, or a Content-Length other than `contentLength`.
 * @throws {HTTPError} where the fields have a Content-Length that isn't one.
 */
export function outgoingFraming(request: OutgoingRequest): BodyFraming {
  const { headers, contentLength } = request;
  if (headers.has("transfer-encoding")) throw new TypeError("Transfer-Encoding is decided by the machine");
  const given = headers.get("content-length");
  if (given === undefined) {
    if (contentLength === "chunked") return CHUNKED;
    const length = contentLength ?? 0;
    if (!Number.isSafeInteger(length) || length < 0) throw new RangeError("contentLength is a whole number of bytes");
    return length;
  }
  const declared = parseContentLength(Buffer.from(given, "latin1"), 0, given.length);
  if (contentLength !== undefined && contentLength !== declared)
    throw new TypeError("Content-Length and contentLength differ");
  return declared;
}

/**
 * The text of the head of `request`.
 * @throws {HeaderFieldError} where method or target can't be sent, or there isn't exactly one valid Host.
 */
export function writeRequestHead(request: OutgoingRequest, framing: BodyFraming): string {
  const { method, headers } = request;
  const hosts = headers.getAll("host");
  const [host] = hosts;
  if (hosts.length !== 1 || host === undefined || !(host === "" || isAuthority(host))) {
    throw new HeaderFieldError("a request has exactly one Host, of a host and an optional port");
  }
  return `${writeRequestLine(method, request.target)}${headers.toText()}${framingLine(method, headers, framing)}\r\n`;
}

function framingLine(method: string, headers: Headers, framing: BodyFraming): string {
  if (framing === CHUNKED) return "Transfer-Encoding: chunked\r\n";
  if (headers.has("content-length") || (framing === 0 && !EXPECTS_BODY.has(method))) return "";
  return `Content-Length: ${String(framing)}\r\n`;
}
