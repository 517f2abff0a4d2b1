import type { Deferred } from "../../deferred/deferred.js";
import type { ReactorTime } from "../../deferred/reactor-time.js";
import { succeed } from "../../deferred/succeed.js";
import { portClosed, portListening } from "../../logging/diagnostics.js";
import { Logger } from "../../logging/logger.js";
import { formatAddress, ipAddress, type IPAddress } from "../../transport/address.js";
import type { DatagramReceiver, DatagramTransport } from "../../transport/datagram-transport.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import { checkPort } from "../../reactor/node/listen-tcp.js";

const log = new Logger("twist.core.udp");

/** The longest payload: 65535 less the headers of UDP and IP. */
const longestPayload = { 4: 65_507, 6: 65_527 } as const;

/** The run of a host, as far as its UDP ports care. */
export interface DatagramLife {
  readonly alive: boolean;
  readonly datagramPorts: Set<SimulatedDatagramPort>;
}

export interface SimulatedDatagramPortOptions {
  readonly life: DatagramLife;
  readonly clock: ReactorTime;
  readonly host: IPAddress;
  readonly reuseAddress: boolean;
  readonly protocol: DatagramReceiver;
  /** Puts a datagram onto the network. */
  readonly send: (port: SimulatedDatagramPort, data: Buffer, to: IPAddress) => void;
}

/** A UDP port of a simulated host. */
export class SimulatedDatagramPort implements DatagramTransport {
  readonly host: IPAddress;
  readonly clock: ReactorTime;
  readonly bufferedBytes = 0;
  readonly groups = new Set<string>();
  peer: IPAddress | undefined = undefined;
  multicastLoopback = true;
  readonly #options: SimulatedDatagramPortOptions;
  #broadcast = false;
  #open = true;

  constructor(options: SimulatedDatagramPortOptions) {
    this.host = options.host;
    this.clock = options.clock;
    this.#options = options;
  }

  start(): void {
    const { life, protocol } = this.#options;
    life.datagramPorts.add(this);
    portListening(this.host);
    this.#guard("startProtocol", this.host, () => {
      protocol.makeConnection(this);
    });
  }

  get reuseAddress(): boolean {
    return this.#options.reuseAddress;
  }

  /** Whether a datagram from `from` to `to` is for this port. */
  takes(to: IPAddress, from: IPAddress): boolean {
    if (!this.#open || to.port !== this.host.port) return false;
    if (this.peer !== undefined && (this.peer.host !== from.host || this.peer.port !== from.port)) return false;
    if (isMulticast(to.host)) return this.groups.has(to.host);
    const { host } = this.host;
    return host === to.host || host === "::" || (host === "0.0.0.0" && to.family === 4);
  }

  write(data: Uint8Array, to?: { readonly host: string; readonly port: number }): boolean {
    const longest = longestPayload[this.host.family];
    if (data.length > longest)
      throw new RangeError(`A datagram may have ${String(longest)} bytes; this one has ${String(data.length)}.`);
    if (!this.#open) return false;
    const target = to ?? this.peer;
    if (target === undefined) throw new TypeError("A port that is not connected needs to know where to write to.");
    if (to !== undefined && this.peer !== undefined)
      throw new TypeError("A connected port writes to its peer only: leave out `to`.");
    checkPort(target.port);
    const address = ipAddress("udp", target.host, target.port);
    if (isBroadcast(address.host) && !this.#broadcast) {
      log.warn("A datagram to a broadcast address was not sent: call setBroadcast(true) first", {
        peer: formatAddress(address),
      });
      return true;
    }
    if (this.#options.life.alive) this.#options.send(this, Buffer.from(data), address);
    return true;
  }

  connect(host: string, port: number): Deferred<void> {
    if (this.peer !== undefined) throw new TypeError("This port is connected already.");
    if (!isIPv4(host) && !isIPv6(host)) throw new TypeError(`A port connects to a literal address, not to "${host}".`);
    checkPort(port);
    this.peer = ipAddress("udp", host, port);
    return succeed();
  }

  /** A datagram has come. */
  arrived(data: Buffer, from: IPAddress): void {
    this.#guard("datagramReceived", from, () => {
      this.#options.protocol.datagramReceived(data, from);
    });
  }

  /** Nobody is at the peer's port: an ICMP message came back. */
  refused(): void {
    if (!this.#open || this.peer === undefined) return;
    this.#guard("connectionRefused", this.peer, () => {
      this.#options.protocol.connectionRefused();
    });
  }

  stopListening(): Deferred<void> {
    if (this.#open && this.#options.life.alive) {
      this.#open = false;
      this.#options.life.datagramPorts.delete(this);
      portClosed(this.host);
      this.#guard("stopProtocol", this.host, () => {
        this.#options.protocol.stopProtocol();
      });
    }
    return succeed();
  }

  joinGroup(address: string): void {
    if (!isMulticast(address)) throw new TypeError(`"${address}" is not a multicast address.`);
    this.groups.add(address);
  }

  leaveGroup(address: string): void {
    this.groups.delete(address);
  }

  setMulticastTTL(): void {
    // All hosts are one hop away.
  }

  setMulticastLoopback(enabled: boolean): void {
    this.multicastLoopback = enabled;
  }

  setMulticastInterface(): void {
    // Every host has one.
  }

  setBroadcast(enabled: boolean): void {
    this.#broadcast = enabled;
  }

  #guard(method: string, peer: IPAddress, call: () => void): void {
    try {
      call();
    } catch (error) {
      log.error(`An exception came out of ${method}`, { peer: formatAddress(peer), error });
    }
  }
}

/** RFC 5771 §3 and RFC 4291 §2.7. */
export function isMulticast(host: string): boolean {
  if (isIPv6(host)) return host.toLowerCase().startsWith("ff");
  const first = Number(host.split(".")[0]);
  return first >= 224 && first <= 239;
}

/** The network is one, 10.0.0.0/8. */
export function isBroadcast(host: string): boolean {
  return host === "255.255.255.255" || host === "10.255.255.255";
}
