import { createServer } from "node:net";
import type { Deferred } from "../../deferred/deferred.js";
import { formatAddress, ipAddress, type IPAddress } from "../../transport/address.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { TLSServerOptions } from "../../transport/tls-options.js";
import type { ListenTCPOptions } from "../reactor.js";
import { whenListening } from "./listen.js";
import { highWaterMarkBytes, type ConnectionSettings } from "./connection-settings.js";
import { StreamPort } from "./stream-port.js";

/** Listens on TCP, with TLS from the first byte where `tls` is given. */
export function listenTCP(
  port: number,
  factory: ProtocolFactory,
  options: ListenTCPOptions & { readonly tls?: TLSServerOptions },
  settings: ConnectionSettings,
): Deferred<ListeningPort> {
  const { interface: host, backlog = 511, ipv6Only = false, keepAliveMs, tls } = options;
  checkPort(port);
  if (host !== undefined && !isIPv4(host) && !isIPv6(host)) {
    throw new TypeError(`A port listens on a literal address, not on "${host}".`);
  }
  const server = createServer({
    allowHalfOpen: true,
    noDelay: true,
    highWaterMark: highWaterMarkBytes,
    ...(keepAliveMs === undefined ? {} : { keepAlive: true, keepAliveInitialDelay: keepAliveMs }),
  });
  const where = host === undefined ? `port ${String(port)}` : formatAddress(ipAddress("tcp", host, port));
  return whenListening<ListeningPort>(
    server,
    { port, backlog, ipv6Only, exclusive: false, ...(host === undefined ? {} : { host }) },
    where,
    () => {
      const bound = server.address();
      const address: IPAddress =
        bound === null || typeof bound === "string"
          ? ipAddress("tcp", host ?? "::", port)
          : ipAddress("tcp", bound.address, bound.port);
      return new StreamPort(server, { address, factory, settings, tls });
    },
  );
}

/** @throws {RangeError} where `port` is none. */
export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`A port is a whole number from 0 to 65535, not ${String(port)}.`);
  }
}
