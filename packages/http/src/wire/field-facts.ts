import { HTTPError } from "./http-error.js";
import { CONNECTION_CLOSE, CONNECTION_KEEP_ALIVE, connectionOptions } from "./connection-options.js";
import { parseContentLength } from "./content-length.js";
import { isOWS } from "./octets.js";
import { requireChunked } from "./transfer-encoding.js";

/**
 * What the framing and the routing of a message need to know of its fields, noted while they are scanned, so that no field has
 * to become a string or be looked up for it: Host, Content-Length, Transfer-Encoding, Connection, Expect, Upgrade.
 */
export class FieldFacts {
  /** How many Host lines there were. */
  hostCount = 0;
  /** The value of the last Host line. */
  host = "";
  /** The Content-Length, -1 where there is none. */
  contentLength = -1;
  /** Whether Transfer-Encoding is exactly `chunked`; anything else is refused when it is seen. */
  chunked = false;
  /** The connection options that matter: bits of connection-options.ts. */
  connection = 0;
  /** The value of Expect; several lines are combined. */
  expect: string | undefined = undefined;
  /** Whether there is an Upgrade field. */
  upgrade = false;

  /** Forgets everything: a new message begins. */
  clear(): void {
    this.hostCount = 0;
    this.host = "";
    this.contentLength = -1;
    this.chunked = false;
    this.connection = 0;
    this.expect = undefined;
    this.upgrade = false;
  }

  /**
   * Notes one line: its name from `name` to `nameEnd`, where its colon is, and its end, where its CRLF is.
   * @throws {HTTPError} where Content-Length or Transfer-Encoding is malformed, or repeated.
   */
  note(bytes: Buffer, name: number, nameEnd: number, lineEnd: number): void {
    switch (nameEnd - name) {
      case 4:
        if (!isNamed(bytes, name, "host")) return;
        this.hostCount++;
        this.host = hostText(bytes, nameEnd, lineEnd);
        return;
      case 6:
        if (isNamed(bytes, name, "expect")) this.#noteExpect(valueText(bytes, nameEnd, lineEnd));
        return;
      case 7:
        if (isNamed(bytes, name, "upgrade")) this.upgrade = true;
        return;
      case 10:
        if (isNamed(bytes, name, "connection")) this.#noteConnection(bytes, nameEnd, lineEnd);
        return;
      case 14:
        if (isNamed(bytes, name, "content-length")) this.#noteContentLength(bytes, nameEnd, lineEnd);
        return;
      case 17:
        if (isNamed(bytes, name, "transfer-encoding")) this.#noteTransferEncoding(valueText(bytes, nameEnd, lineEnd));
        return;
    }
  }

  #noteExpect(value: string): void {
    this.expect = this.expect === undefined ? value : `${this.expect}, ${value}`;
  }

  #noteConnection(bytes: Buffer, colon: number, lineEnd: number): void {
    const value = valueStart(bytes, colon, lineEnd);
    const length = valueEnd(bytes, value, lineEnd) - value;
    if (length === 10 && isNamed(bytes, value, "keep-alive")) this.connection |= CONNECTION_KEEP_ALIVE;
    else if (length === 5 && isNamed(bytes, value, "close")) this.connection |= CONNECTION_CLOSE;
    else this.connection |= connectionOptions(bytes.toString("latin1", value, value + length));
  }

  #noteContentLength(bytes: Buffer, colon: number, lineEnd: number): void {
    // RFC 9112 §6.3 lets a reader fold repeated equal values into one. Whoever sends them is broken or at work: refused.
    if (this.contentLength >= 0) throw new HTTPError("Content-Length is repeated", { code: "BAD_CONTENT_LENGTH" });
    const value = valueStart(bytes, colon, lineEnd);
    this.contentLength = parseContentLength(bytes, value, valueEnd(bytes, value, lineEnd));
  }

  #noteTransferEncoding(value: string): void {
    if (this.chunked) throw new HTTPError("Transfer-Encoding is repeated", { code: "BAD_TRANSFER_ENCODING" });
    requireChunked(value);
    this.chunked = true;
  }
}

/** The host that was named last. Most requests name the same one: to compare it is quicker than to make it a string again. */
let lastHost = "";

function hostText(bytes: Buffer, colon: number, lineEnd: number): string {
  const start = valueStart(bytes, colon, lineEnd);
  const end = valueEnd(bytes, start, lineEnd);
  if (!isText(bytes, start, end, lastHost)) lastHost = bytes.toString("latin1", start, end);
  return lastHost;
}

/** Whether the bytes from `start` to `end` are `text`. */
function isText(bytes: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

function valueText(bytes: Buffer, colon: number, lineEnd: number): string {
  const start = valueStart(bytes, colon, lineEnd);
  return bytes.toString("latin1", start, valueEnd(bytes, start, lineEnd));
}

function valueStart(bytes: Buffer, colon: number, lineEnd: number): number {
  let start = colon + 1;
  while (start < lineEnd && isOWS(bytes[start] ?? 0)) start++;
  return start;
}

function valueEnd(bytes: Buffer, start: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > start && isOWS(bytes[end - 1] ?? 0)) end--;
  return end;
}

/** Whether the bytes at `at` spell `name` (lower case, and of the length that the caller has compared), whatever their case. */
function isNamed(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    // Setting bit 0x20 lowers a letter. Nothing that a field can carry becomes "-" by it: only CR would.
    if (((bytes[at + i] ?? 0) | 0x20) !== name.charCodeAt(i)) return false;
  }
  return true;
}
