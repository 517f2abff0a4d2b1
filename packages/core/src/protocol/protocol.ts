import type { ConnectionEnd } from "../transport/connection-errors.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol, Transport } from "../transport/transport.js";

/**
 * One conversation on one connection. Override what you need; every method of this class does nothing by itself.
 *
 * The order of calls: `connectionMade`, then any number of `dataReceived`, then `connectionLost`, exactly once.
 * An exception out of any of them aborts this connection, is logged with its peer, and hurts no other connection.
 */
export abstract class Protocol implements StreamProtocol {
  /** The wire. It is there from `connectionMade` on; using it earlier is a mistake. */
  transport!: Transport;
  /** The factory that built this protocol, if one did. */
  factory: ProtocolFactory | undefined = undefined;

  /** Called by the transport. To do something when the connection is there, override `connectionMade` instead. */
  makeConnection(transport: Transport): void {
    this.transport = transport;
    this.connectionMade();
  }

  /** The connection is there: a client says hello, a server greets. */
  connectionMade(): void {
    // Nothing to do by default.
  }

  /** Bytes came, cut wherever the network liked. `data` is yours to keep. */
  dataReceived(_data: Buffer): void {
    // Nothing to do by default.
  }

  /** The connection is gone: `ConnectionDone` in good order, `ConnectionLost` otherwise. No method is called after this one. */
  connectionLost(_reason: ConnectionEnd): void {
    // Nothing to do by default.
  }

  /** Define this to keep our direction open when the peer closes its own. Without it the connection is closed. */
  readConnectionLost?(): void;

  /**
   * Define this to be told that the server is stopping: finish what is in flight, begin nothing new, then lose the connection. Without it
   * the connection is closed at once, in good order.
   */
  finishConnection?(): void;

  /** TLS is on; `transport.secure` says how. */
  handshakeCompleted?(): void;
}
