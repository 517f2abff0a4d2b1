import { parseList } from "./list.js";
import { equalsIgnoreCase } from "./octets.js";

/** `Connection: close`. */
export const CONNECTION_CLOSE = 1;
/** `Connection: keep-alive`. */
export const CONNECTION_KEEP_ALIVE = 2;
/** `Connection: upgrade`. */
export const CONNECTION_UPGRADE = 4;

/** The options of a Connection field that decide about the connection itself (RFC 9110 §7.6.1), as bits. Others are a proxy's concern. */
export function connectionOptions(value: string): number {
  let options = 0;
  for (const option of parseList(value)) {
    if (equalsIgnoreCase(option, "close")) options |= CONNECTION_CLOSE;
    else if (equalsIgnoreCase(option, "keep-alive")) options |= CONNECTION_KEEP_ALIVE;
    else if (equalsIgnoreCase(option, "upgrade")) options |= CONNECTION_UPGRADE;
  }
  return options;
}

/**
 * RFC 9112 §9.3: whether a connection may persist after a message of HTTP/1.`minorVersion` with these options. `close` always wins;
 * HTTP/1.0 persists only where keep-alive is asked for.
 */
export function mayPersist(options: number, minorVersion: number): boolean {
  if ((options & CONNECTION_CLOSE) !== 0) return false;
  return minorVersion === 1 || (options & CONNECTION_KEEP_ALIVE) !== 0;
}
