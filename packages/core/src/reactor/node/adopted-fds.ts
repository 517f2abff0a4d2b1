import { createServer } from "node:net";
import type { Deferred } from "../../deferred/deferred.js";
import { ipAddress, type Address, type PipeAddress } from "../../transport/address.js";
import type { ConnectionOwner } from "../../transport/connection-set.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { JoinedStreams } from "./joined-streams.js";
import { whenListening } from "./listen.js";
import { remoteAddressOf } from "./socket-address.js";
import { highWaterMarkBytes, type ConnectionSettings } from "./connection-settings.js";
import { StreamConnection } from "./stream-connection.js";
import { duplexOfFD, readableOfFD, writableOfFD } from "./stream-of-fd.js";
import { StreamPort } from "./stream-port.js";

const stdio: PipeAddress = { type: "pipe", name: "stdio" };

/** Accepts connections on a listening socket that this process was given. */
export function adoptListeningFD(
  fd: number,
  factory: ProtocolFactory,
  settings: ConnectionSettings,
): Deferred<ListeningPort> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, highWaterMark: highWaterMarkBytes });
  return whenListening<ListeningPort>(server, { fd }, `descriptor ${String(fd)}`, () => {
    return new StreamPort(server, { address: addressOf(server.address()), factory, settings });
  });
}

function addressOf(bound: ReturnType<ReturnType<typeof createServer>["address"]>): Address {
  if (bound === null) return { type: "unix" };
  return typeof bound === "string" ? { type: "unix", path: bound } : ipAddress("tcp", bound.address, bound.port);
}

/** Speaks on a connected socket, a pipe or a terminal that this process was given. */
export function adoptConnectionFD<P extends StreamProtocol>(fd: number, protocol: P, settings: ConnectionSettings): P {
  const stream = duplexOfFD(fd);
  const peer = remoteAddressOf(stream) ?? { type: "pipe", name: `descriptor ${String(fd)}` };
  new StreamConnection(stream, { peer }, settings).start(protocol);
  return protocol;
}

/** Speaks on standard input and output. */
export function openStdio<P extends StreamProtocol>(
  protocol: P,
  owner: ConnectionOwner | undefined,
  settings: ConnectionSettings,
): P {
  const stream = new JoinedStreams(readableOfFD(0), writableOfFD(1));
  new StreamConnection(stream, { peer: stdio, host: stdio }, settings).start(protocol, owner);
  return protocol;
}
