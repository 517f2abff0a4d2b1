import { LimitExceededError } from "../../wire/limit-exceeded-error.js";
import type { ReceiveBuffer } from "../../wire/receive-buffer.js";
import type { ProxyHeader } from "./proxy-header.js";
import { ProxyProtocolError } from "./proxy-protocol-error.js";
import { longestV1Header, parseProxyV1 } from "./proxy-v1.js";
import { parseProxyV2, proxyV2Length, v2FixedBytes, v2Signature } from "./proxy-v2.js";

const v1Beginning = Buffer.from("PROXY ", "latin1");
const CRLF = Buffer.from("\r\n", "latin1");

/**
 * Takes a header of either version from the front of `buffer`; what comes behind it stays there.
 * @param maxBytes Of a version 2 header, all of it. Version 1 has its own limit, 107.
 * @returns `undefined` while it isn't whole: nothing is taken then.
 * @throws {ProxyProtocolError} where what comes is no header, at the first byte that shows it.
 * @throws {LimitExceededError} where it is over `maxBytes`, as soon as it says so.
 */
export function readProxyHeader(buffer: ReceiveBuffer, maxBytes: number): ProxyHeader | undefined {
  switch (buffer.peekUInt8()) {
    case undefined:
      return undefined;
    case v1Beginning[0]:
      return readV1(buffer);
    default:
      return readV2(buffer, maxBytes);
  }
}

function readV1(buffer: ReceiveBuffer): ProxyHeader | undefined {
  if (!beginsWith(buffer, v1Beginning)) return undefined;
  const end = buffer.indexOf(CRLF);
  const longest = longestV1Header - CRLF.length;
  // A CR that may be the first half of the ending is not yet a byte too many.
  if (end === -1 ? buffer.length > longest + 1 : end > longest) {
    throw new ProxyProtocolError(`a PROXY header has no end within ${String(longestV1Header)} bytes`);
  }
  if (end === -1) return undefined;
  const line = buffer.takeUpTo(end).toString("latin1");
  buffer.skip(CRLF.length);
  return parseProxyV1(line);
}

function readV2(buffer: ReceiveBuffer, maxBytes: number): ProxyHeader | undefined {
  if (!beginsWith(buffer, v2Signature)) return undefined;
  const fixed = buffer.peek(v2FixedBytes);
  if (fixed === undefined) return undefined;
  const length = proxyV2Length(fixed);
  if (length > maxBytes) throw new LimitExceededError("maxHeaderBytes", maxBytes);
  const bytes = buffer.take(length);
  // A copy: it lives as long as the connection, and must not hold the chunk that it came in.
  return bytes === undefined ? undefined : parseProxyV2(Buffer.from(bytes));
}

/** Whether all of `beginning` is there. Throws where what is there doesn't agree with it. */
function beginsWith(buffer: ReceiveBuffer, beginning: Uint8Array): boolean {
  const size = Math.min(beginning.length, buffer.length);
  for (let i = 0; i < size; i += 1) {
    if (buffer.peekUInt8(i) !== beginning[i]) throw new ProxyProtocolError("not a PROXY protocol header");
  }
  return size === beginning.length;
}
