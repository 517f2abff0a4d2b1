import { CONNECTION_CLOSE, connectionOptions } from "./connection-options.js";
import { parseContentLength } from "./content-length.js";
import type { Headers } from "./headers.js";
import type { PreparedHead } from "./prepared-head.js";
import { writeStatusLine } from "./write-head.js";

/**
 * The head of a response with these fields, as far as it depends on nothing else: the one that was prepared last, where it is for the same status and second.
 * @param reason A reason phrase other than the registered one.
 * @throws {TypeError} where the fields have a Transfer-Encoding. @throws {HTTPError} where they have a Content-Length that isn't one.
 * @throws {RangeError} and {HeaderFieldError} as `writeStatusLine`.
 */
export function prepareHead(status: number, headers: Headers, date: string | undefined, reason?: string): PreparedHead {
  if (reason !== undefined) return newHead(status, headers, date, reason);
  const last = headers.prepared;
  if (last?.status !== status || last.date !== date) return (headers.prepared = newHead(status, headers, date));
  // What V8 has joined of pieces it would join again with each use: once copied, it is one.
  if (!last.kept) headers.prepared = { ...last, kept: true, text: Buffer.from(last.text, "latin1").toString("latin1") };
  return last;
}

function newHead(status: number, headers: Headers, date: string | undefined, reason?: string): PreparedHead {
  if (headers.has("transfer-encoding")) throw new TypeError("Transfer-Encoding is decided by the machine");
  const length = headers.get("content-length");
  const connection = headers.get("connection");
  const dateLine = date === undefined || headers.has("date") ? "" : `Date: ${date}\r\n`;
  // RFC 9110 §8.6: a 204 has no Content-Length.
  const fields = status === 204 && length !== undefined ? headers.without("content-length") : headers;
  return {
    status,
    date,
    text: `${writeStatusLine(status, reason)}${dateLine}${fields.toText()}`,
    contentLength: length === undefined ? -1 : parseContentLength(Buffer.from(length, "latin1"), 0, length.length),
    hasConnection: connection !== undefined,
    closes: connection !== undefined && (connectionOptions(connection) & CONNECTION_CLOSE) !== 0,
    kept: false,
  };
}
