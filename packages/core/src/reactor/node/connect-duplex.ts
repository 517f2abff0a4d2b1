import type { Duplex } from "node:stream";
import type { Address } from "../../transport/address.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { localAddressOf, remoteAddressOf } from "./socket-address.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { StreamConnection } from "./stream-connection.js";

export interface ConnectDuplexOptions {
  /** Who is at the other end. @default the socket's remote address, or the pipe `stream` */
  readonly peer?: Address;
  /** Our own end. @default the socket's local address, or the same as `peer` */
  readonly host?: Address;
}

/**
 * Lets `protocol` speak on `duplex`, which must be connected, in no object mode, and emit `close` when it is over, as all of
 * Node's own do. The connection owns it from here on.
 */
export function connectDuplex<P extends StreamProtocol>(
  duplex: Duplex,
  protocol: P,
  options: ConnectDuplexOptions,
  settings: ConnectionSettings,
): P {
  if (duplex.readableObjectMode || duplex.writableObjectMode) {
    throw new TypeError("A protocol speaks in bytes; a stream in object mode does not.");
  }
  const peer = options.peer ?? remoteAddressOf(duplex) ?? { type: "pipe", name: "stream" };
  const host = options.host ?? localAddressOf(duplex);
  new StreamConnection(duplex, { peer, host }, settings).start(protocol);
  return protocol;
}
