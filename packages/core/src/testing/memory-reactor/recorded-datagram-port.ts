import { succeed } from "../../deferred/succeed.js";
import type { Deferred } from "../../deferred/deferred.js";
import type { ReactorTime } from "../../deferred/reactor-time.js";
import { ipAddress, type IPAddress } from "../../transport/address.js";
import type { DatagramReceiver, DatagramTransport } from "../../transport/datagram-transport.js";

/** One datagram that a `RecordedDatagramPort` was given to send. */
export interface SentDatagram {
  readonly data: Buffer;
  readonly to: IPAddress;
}

/** A UDP port of a `MemoryReactor`, or the wire for the unit test of a datagram protocol by itself: keeps what is sent. */
export class RecordedDatagramPort implements DatagramTransport {
  readonly host: IPAddress;
  readonly clock: ReactorTime;
  readonly bufferedBytes = 0;
  peer: IPAddress | undefined = undefined;
  /** All that was sent, in order. Empty it as you like. */
  sent: SentDatagram[] = [];
  /** The multicast groups that it is in. */
  readonly groups = new Set<string>();
  multicastTTL = 1;
  multicastLoopback = true;
  multicastInterface: string | undefined = undefined;
  broadcast = false;
  listening = true;
  readonly #protocol: DatagramReceiver;

  constructor(protocol: DatagramReceiver, host: IPAddress, clock: ReactorTime) {
    this.host = host;
    this.clock = clock;
    this.#protocol = protocol;
    protocol.makeConnection(this);
  }

  write(data: Uint8Array, to?: { readonly host: string; readonly port: number }): boolean {
    const target = to ?? this.peer;
    if (target === undefined) throw new TypeError("A port that is not connected needs to know where to write to.");
    if (!this.listening) return false;
    this.sent.push({ data: Buffer.from(data), to: ipAddress("udp", target.host, target.port) });
    return true;
  }

  /** A datagram comes. */
  deliver(data: Uint8Array | string, from: IPAddress): void {
    if (this.listening) this.#protocol.datagramReceived(Buffer.from(data), from);
  }

  /** Nobody is at the connected peer's port. */
  refuse(): void {
    if (this.listening) this.#protocol.connectionRefused();
  }

  connect(host: string, port: number): Deferred<void> {
    if (this.peer !== undefined) throw new TypeError("This port is connected already.");
    this.peer = ipAddress("udp", host, port);
    return succeed();
  }

  stopListening(): Deferred<void> {
    if (this.listening) {
      this.listening = false;
      this.#protocol.stopProtocol();
    }
    return succeed();
  }

  joinGroup(address: string): void {
    this.groups.add(address);
  }

  leaveGroup(address: string): void {
    this.groups.delete(address);
  }

  setMulticastTTL(hops: number): void {
    this.multicastTTL = hops;
  }

  setMulticastLoopback(enabled: boolean): void {
    this.multicastLoopback = enabled;
  }

  setMulticastInterface(interfaceAddress: string): void {
    this.multicastInterface = interfaceAddress;
  }

  setBroadcast(enabled: boolean): void {
    this.broadcast = enabled;
  }
}
