/** What a datagram wire is (Twisted's IUDPTransport and IMulticastTransport), and what it drives. */

import type { ReactorTime } from "../deferred/reactor-time.js";
import type { Deferred } from "../deferred/deferred.js";
import type { IPAddress } from "./address.js";

export interface DatagramTransport {
  /** Where it is bound. */
  readonly host: IPAddress;
  /** The one peer it is connected to, after `connect`. */
  readonly peer: IPAddress | undefined;
  readonly clock: ReactorTime;
  /** How many bytes wait in this process to be sent. */
  readonly bufferedBytes: number;

  /**
   * Sends one datagram. It may be lost, and so may an error about it.
   * @param to Where to; left out after `connect`. `to.host` must be a literal address.
   * @returns false where so much waits that the datagram was dropped, as a full network would.
   * @throws {RangeError} where the datagram is larger than UDP can carry.
   */
  write(data: Uint8Array, to?: { readonly host: string; readonly port: number }): boolean;
  /**
   * From now on sends to, and receives from, this peer only. `connectionRefused` then tells when nobody is there.
   * @throws {TypeError} where it is connected already, or `host` is a name.
   */
  connect(host: string, port: number): Deferred<void>;
  /** Stops receiving and frees the port. `stopProtocol` is called; what waits is dropped. */
  stopListening(): Deferred<void>;

  /** Receives what is sent to the multicast group `address`. */
  joinGroup(address: string, interfaceAddress?: string): void;
  leaveGroup(address: string, interfaceAddress?: string): void;
  /** How many hops multicast datagrams may take. @default 1 */
  setMulticastTTL(hops: number): void;
  /** Whether our own multicast datagrams come back to us. @default true */
  setMulticastLoopback(enabled: boolean): void;
  /** The interface that multicast datagrams leave by. */
  setMulticastInterface(interfaceAddress: string): void;
  /** Whether datagrams to a broadcast address may be sent. @default false */
  setBroadcast(enabled: boolean): void;
}

/** What a datagram transport drives. The `DatagramProtocol` class is the usual way to have one. */
export interface DatagramReceiver {
  makeConnection(transport: DatagramTransport): void;
  datagramReceived(data: Buffer, from: IPAddress): void;
  /** Nobody is at the connected peer's port (an ICMP error came back). */
  connectionRefused(): void;
  /** After this no method is called. */
  stopProtocol(): void;
}
