import { connect as connectSocket } from "node:net";
import type { Deferred } from "../../deferred/deferred.js";
import { ipAddress } from "../../transport/address.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { TLSClientOptions } from "../../transport/tls-options.js";
import type { StreamProtocol } from "../../transport/transport.js";
import type { ConnectTCPOptions } from "../reactor.js";
import { connect } from "./connect.js";
import { checkPort } from "./listen-tcp.js";
import { highWaterMarkBytes, type ConnectionSettings } from "./connection-settings.js";

/** Where to connect to. */
export interface TCPTarget {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. @default none */
  readonly tls?: TLSClientOptions;
}

/** Connects to a literal address. */
export function connectTCP<P extends StreamProtocol>(
  target: TCPTarget,
  factory: ProtocolFactory<P>,
  options: ConnectTCPOptions,
  settings: ConnectionSettings,
): Deferred<P> {
  const { host, port, tls } = target;
  const { localAddress, localPort, keepAliveMs } = options;
  if (!isIPv4(host) && !isIPv6(host)) {
    throw new TypeError(
      `This connects to a literal address, not to "${host}". For names use an endpoint, or resolve() them first.`,
    );
  }
  checkPort(port);
  return connect({
    peer: ipAddress("tcp", host, port),
    factory,
    options,
    tls,
    settings,
    open: () =>
      connectSocket({
        host,
        port,
        allowHalfOpen: true,
        noDelay: true,
        autoSelectFamily: false,
        ...highWaterMarks,
        ...(keepAliveMs === undefined ? {} : { keepAlive: true, keepAliveInitialDelay: keepAliveMs }),
        ...(localAddress === undefined ? {} : { localAddress }),
        ...(localPort === undefined ? {} : { localPort }),
      }),
  });
}

/** Node takes the option on a client's socket too, but its types don't say so. */
const highWaterMarks = { highWaterMark: highWaterMarkBytes };
