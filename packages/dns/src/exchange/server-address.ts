import { formatAddress, ipAddress, isIPv4, isIPv6 } from "@twist/core";
import { formatIPv6, parseIPv6 } from "../presentation/ipv6-text.js";

/**
 * `host` as datagrams say where they come from. Throws a `TypeError` unless it is a literal address, and a `RangeError` unless `port`
 * is a port.
 */
export function serverHost(host: string, port: number): string {
  if (!isIPv4(host) && !isIPv6(host)) throw new TypeError("a DNS server is given by its literal address");
  if (!(Number.isInteger(port) && port > 0 && port <= 0xffff)) throw new RangeError(`${String(port)} is no port`);
  const groups = new Uint16Array(8);
  return isIPv6(host) && parseIPv6(host, groups) ? formatIPv6(groups) : host;
}

/** `udp:192.0.2.1:53`, `tls:[2001:db8::1]:853`. */
export function serverName(transport: string, host: string, port: number): string {
  return `${transport}:${formatAddress(ipAddress("udp", host, port))}`;
}
