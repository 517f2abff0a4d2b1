import { HTTPError } from "./http-error.js";
import { CONNECTION_CLOSE, CONNECTION_KEEP_ALIVE, connectionOptions } from "./connection-options.js";
import { parseContentLength } from "./content-length.js";
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
   * Notes one line, given the indices of its name and value.
   * @throws {HTTPError} where Content-Length or Transfer-Encoding is malformed, or repeated.
   */
  note(bytes: Buffer, name: number, nameEnd: number, value: number, valueEnd: number): void {
    switch (nameEnd - name) {
      case 4:
        if (isNamed(bytes, name, "host")) {
          this.hostCount++;
          this.host = bytes.toString("latin1", value, valueEnd);
        }
        break;
      case 6:
        if (isNamed(bytes, name, "expect")) {
          const text = bytes.toString("latin1", value, valueEnd);
          this.expect = this.expect === undefined ? text : `${this.expect}, ${text}`;
        }
        break;
      case 7:
        if (isNamed(bytes, name, "upgrade")) this.upgrade = true;
        break;
      case 10:
        if (isNamed(bytes, name, "connection")) this.#noteConnection(bytes, value, valueEnd);
        break;
      case 14:
        if (isNamed(bytes, name, "content-length")) this.#noteContentLength(bytes, value, valueEnd);
        break;
      case 17:
        if (isNamed(bytes, name, "transfer-encoding")) this.#noteTransferEncoding(bytes, value, valueEnd);
        break;
    }
  }

  #noteConnection(bytes: Buffer, value: number, valueEnd: number): void {
    const length = valueEnd - value;
    if (length === 10 && isNamed(bytes, value, "keep-alive")) this.connection |= CONNECTION_KEEP_ALIVE;
    else if (length === 5 && isNamed(bytes, value, "close")) this.connection |= CONNECTION_CLOSE;
    else this.connection |= connectionOptions(bytes.toString("latin1", value, valueEnd));
  }

  #noteContentLength(bytes: Buffer, value: number, valueEnd: number): void {
    // RFC 9112 §6.3 lets a reader fold repeated equal values into one. Whoever sends them is broken or at work: refused.
    if (this.contentLength >= 0) throw new HTTPError("Content-Length is repeated", { code: "BAD_CONTENT_LENGTH" });
    this.contentLength = parseContentLength(bytes, value, valueEnd);
  }

  #noteTransferEncoding(bytes: Buffer, value: number, valueEnd: number): void {
    if (this.chunked) throw new HTTPError("Transfer-Encoding is repeated", { code: "BAD_TRANSFER_ENCODING" });
    requireChunked(bytes.toString("latin1", value, valueEnd));
    this.chunked = true;
  }
}

/** Whether the bytes at `at` spell `name` (lower case, and of the length that the caller has compared), whatever their case. */
function isNamed(bytes: Buffer, at: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    // Setting bit 0x20 lowers a letter. Nothing that a field can carry becomes "-" by it: only CR would.
    if (((bytes[at + i] as number) | 0x20) !== name.charCodeAt(i)) return false;
  }
  return true;
}
