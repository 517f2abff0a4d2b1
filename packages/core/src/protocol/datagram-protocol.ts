import type { IPAddress } from "../transport/address.js";
import type { DatagramReceiver, DatagramTransport } from "../transport/datagram-transport.js";

/** Speaks in datagrams. Override what you need; an exception out of any method is logged with its peer and stops nothing. */
export abstract class DatagramProtocol implements DatagramReceiver {
  /** The wire. It is there from `startProtocol` on. */
  transport!: DatagramTransport;

  /** Called by the transport. Override `startProtocol` instead. */
  makeConnection(transport: DatagramTransport): void {
    this.transport = transport;
    this.startProtocol();
  }

  /** The port is open. */
  startProtocol(): void {
    // Nothing to do by default.
  }

  /** A datagram came. `data` is yours to keep. */
  abstract datagramReceived(data: Buffer, from: IPAddress): void;

  /** Nobody is at the peer that this transport is connected to. */
  connectionRefused(): void {
    // Nothing to do by default.
  }

  /** The port is closed. No method is called after this one. */
  stopProtocol(): void {
    // Nothing to do by default.
  }
}
