import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { isIPv6 } from "../../wire/ip-address.js";
import type { IPAddress } from "../../transport/address.js";

/** The far end of a TCP socket; `undefined` where it is gone already, or is no TCP socket. */
export function remoteAddressOf(socket: Duplex): IPAddress | undefined {
  if (!(socket instanceof Socket)) return undefined;
  return tcpAddress(socket.remoteAddress, socket.remoteFamily, socket.remotePort);
}

/** Our end of a TCP socket; `undefined` where it is gone already, or is no TCP socket. */
export function localAddressOf(socket: Duplex): IPAddress | undefined {
  if (!(socket instanceof Socket)) return undefined;
  return tcpAddress(socket.localAddress, socket.localFamily, socket.localPort);
}

/**
 * An IPv4 peer of a port that listens on both families is given as IPv4, not as `::ffff:192.0.2.1`: it is one and the same
 * peer for limits, logs and access lists.
 */
function tcpAddress(
  host: string | undefined,
  family: string | undefined,
  port: number | undefined,
): IPAddress | undefined {
  if (host === undefined || port === undefined) return undefined;
  if (family !== "IPv6") return { type: "tcp", family: 4, host, port };
  const mapped = host.startsWith("::ffff:") ? host.slice(7) : "";
  if (mapped !== "" && !isIPv6(mapped) && mapped.includes(".")) return { type: "tcp", family: 4, host: mapped, port };
  return { type: "tcp", family: 6, host, port };
}
