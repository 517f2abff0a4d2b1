/** Where to listen, and where to connect to, as values that can be handed around. */

import type { Deferred } from "../deferred/deferred.js";
import type { ConnectOptions } from "../reactor/reactor.js";
import type { DatagramReceiver, DatagramTransport } from "../transport/datagram-transport.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";

/** A place that a server can listen at. */
export interface ServerEndpoint {
  /** Listens. Fails with `CannotListenError`. */
  listen(factory: ProtocolFactory): Deferred<ListeningPort>;
}

/** A place that a client can connect to. */
export interface ClientEndpoint {
  /** Connects, and fires with the protocol that `factory` built. Fails with a `ConnectError`; cancel it to give up. */
  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, options?: ConnectOptions): Deferred<P>;
}

/** A place that datagrams can be received at. */
export interface DatagramEndpoint {
  /** Opens the port. Fails with `CannotListenError`. */
  listen(protocol: DatagramReceiver): Deferred<DatagramTransport>;
}
