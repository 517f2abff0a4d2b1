import { type Address, formatAddress } from "@twist/core";
import type { HTTPRequest } from "./http-request.js";

/** One answered request, as an access log knows it. */
export interface AccessLogEntry {
  /** The other end of the connection. */
  readonly peer: Address;
  /** When the request came, in milliseconds since 1970. */
  readonly timeMs: number;
  /** From the end of the request's head to the end of the answer. */
  readonly durationMs: number;
  /** What was asked; `undefined` where it could not be read. */
  readonly request: HTTPRequest | undefined;
  /** The status of the answer; 0 where nobody waited for it any more. */
  readonly status: number;
  /** Bytes of content in the answer. */
  readonly bodyBytes: number;
}

/** Is told of each answered request. */
export type AccessLog = (entry: AccessLogEntry) => void;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The Common Log Format: `host - - [time] "request line" status bytes`. What a peer sent is escaped, so that a line stays one line. */
export function formatCommonLog(entry: AccessLogEntry): string {
  const { peer, request, status, bodyBytes } = entry;
  const host = peer.type === "tcp" ? peer.host : formatAddress(peer);
  const line =
    request === undefined ? "-" : quoted(`${request.method} ${request.target} HTTP/1.${String(request.minorVersion)}`);
  return `${host} - - [${logTime(entry.timeMs)}] "${line}" ${status === 0 ? "-" : String(status)} ${String(bodyBytes)}`;
}

/** The Combined Log Format: the common one, Referer and User-Agent. */
export function formatCombinedLog(entry: AccessLogEntry): string {
  const referer = quoted(entry.request?.headers.get("referer") ?? "-");
  const agent = quoted(entry.request?.headers.get("user-agent") ?? "-");
  return `${formatCommonLog(entry)} "${referer}" "${agent}"`;
}

/** `10/Oct/2000:13:55:36 +0000`, always in UTC. */
function logTime(timeMs: number): string {
  const date = new Date(timeMs);
  const day = String(date.getUTCDate()).padStart(2, "0");
  const month = MONTHS[date.getUTCMonth()] ?? "";
  return `${day}/${month}/${String(date.getUTCFullYear())}:${date.toISOString().substring(11, 19)} +0000`;
}

/** `text` as it may stand between quotation marks: those, backslashes and all but visible ASCII as `\xHH`, as Apache does. */
function quoted(text: string): string {
  return text.replace(
    /[^\x20-\x21\x23-\x5b\x5d-\x7e]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
