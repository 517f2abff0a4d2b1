import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from "node:dgram";
import { Deferred } from "../../deferred/deferred.js";
import { CancelledError } from "../../deferred/deferred-errors.js";
import type { ReactorTime } from "../../deferred/reactor-time.js";
import { portClosed, portListening } from "../../logging/diagnostics.js";
import { Logger } from "../../logging/logger.js";
import { formatAddress, ipAddress, type IPAddress } from "../../transport/address.js";
import type { DatagramReceiver, DatagramTransport } from "../../transport/datagram-transport.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { ListenUDPOptions } from "../reactor.js";
import { connectFailure } from "./connect-failure.js";
import { cannotListen } from "./listen-errors.js";
import { checkPort } from "./listen-tcp.js";
import { waitFor } from "./wait-for.js";

const log = new Logger("twist.core.udp");

/** The longest payload: 65535 less the headers of UDP and IP. */
const longestPayload = { 4: 65_507, 6: 65_527 } as const;

/** How many bytes may wait in this process to be sent; what comes on top is dropped, as a full network would. */
const maxBufferedBytes = 1_048_576;

/** What we ask the kernel to keep for us while we are busy; it may give less. The usual 208 KiB hold a burst of 100 small datagrams. */
const receiveBufferBytes = 1_048_576;

/** Opens a UDP port. */
export function listenUDP(
  port: number,
  protocol: DatagramReceiver,
  options: ListenUDPOptions,
  clock: ReactorTime,
): Deferred<DatagramTransport> {
  const { interface: host = "0.0.0.0", reuseAddress = false, ipv6Only = false } = options;
  checkPort(port);
  const address = ipAddress("udp", host, port);
  if (!isIPv4(host) && !isIPv6(host)) throw new TypeError(`A port listens on a literal address, not on "${host}".`);
  const socketOptions: SocketOptions = {
    type: address.family === 6 ? "udp6" : "udp4",
    reuseAddr: reuseAddress,
    ipv6Only,
    lookup: literalLookup,
  };
  const socket = createSocket(socketOptions);
  const deferred = new Deferred<DatagramTransport>(() => {
    socket.close();
    deferred.errback(new CancelledError());
  });
  const onError = (error: Error): void => {
    socket.close();
    deferred.errback(cannotListen(formatAddress(address), error));
  };
  socket.once("error", onError);
  socket.bind({ port, address: host, exclusive: true }, () => {
    socket.off("error", onError);
    const transport = new UDPTransport(socket, protocol, clock);
    transport.start();
    deferred.callback(transport);
  });
  return deferred;
}

/** A bound UDP socket. */
class UDPTransport implements DatagramTransport {
  readonly host: IPAddress;
  readonly clock: ReactorTime;
  peer: IPAddress | undefined = undefined;
  readonly #socket: Socket;
  readonly #protocol: DatagramReceiver;
  readonly #longestPayload: number;
  #stopped: Deferred<void> | undefined = undefined;

  constructor(socket: Socket, protocol: DatagramReceiver, clock: ReactorTime) {
    const { address, port } = socket.address();
    this.host = ipAddress("udp", address, port);
    this.clock = clock;
    this.#socket = socket;
    this.#protocol = protocol;
    this.#longestPayload = longestPayload[this.host.family];
  }

  start(): void {
    try {
      this.#socket.setRecvBufferSize(receiveBufferBytes);
    } catch {
      // The system's own size will do.
    }
    this.#socket.on("message", (data, from) => {
      this.#received(data, from);
    });
    this.#socket.on("error", this.#onError);
    portListening(this.host);
    this.#guard("startProtocol", this.host, () => {
      this.#protocol.makeConnection(this);
    });
  }

  get bufferedBytes(): number {
    return this.#stopped === undefined ? this.#socket.getSendQueueSize() : 0;
  }

  write(data: Uint8Array, to?: { readonly host: string; readonly port: number }): boolean {
    if (data.length > this.#longestPayload) {
      throw new RangeError(
        `A datagram may have ${String(this.#longestPayload)} bytes; this one has ${String(data.length)}.`,
      );
    }
    if (this.#stopped !== undefined) return false;
    if (this.peer !== undefined) {
      if (to !== undefined) throw new TypeError("A connected port writes to its peer only: leave out `to`.");
      if (this.#socket.getSendQueueSize() > maxBufferedBytes) return false;
      // Only here is the outcome of use: it is how an ICMP "port unreachable" comes back.
      this.#socket.send(data, this.#onSent);
      return true;
    }
    if (to === undefined) throw new TypeError("A port that is not connected needs to know where to write to.");
    checkPort(to.port);
    // Node puts the whole queue's length in a field of the handle: to ask costs next to nothing.
    if (this.#socket.getSendQueueSize() > maxBufferedBytes) return false;
    this.#socket.send(data, to.port, to.host);
    return true;
  }

  connect(host: string, port: number): Deferred<void> {
    if (this.peer !== undefined) throw new TypeError("This port is connected already.");
    if (!isIPv4(host) && !isIPv6(host)) throw new TypeError(`A port connects to a literal address, not to "${host}".`);
    checkPort(port);
    const peer = ipAddress("udp", host, port);
    this.peer = peer;
    const deferred = new Deferred<void>();
    this.#socket.connect(port, host, (error?: Error) => {
      if (error === undefined) {
        deferred.callback(undefined);
        return;
      }
      this.peer = undefined;
      deferred.errback(connectFailure(formatAddress(peer), error));
    });
    return deferred;
  }

  stopListening(): Deferred<void> {
    return waitFor((this.#stopped ??= this.#stop()));
  }

  joinGroup(address: string, interfaceAddress?: string): void {
    this.#socket.addMembership(address, interfaceAddress);
  }

  leaveGroup(address: string, interfaceAddress?: string): void {
    this.#socket.dropMembership(address, interfaceAddress);
  }

  setMulticastTTL(hops: number): void {
    this.#socket.setMulticastTTL(hops);
  }

  setMulticastLoopback(enabled: boolean): void {
    this.#socket.setMulticastLoopback(enabled);
  }

  setMulticastInterface(interfaceAddress: string): void {
    this.#socket.setMulticastInterface(interfaceAddress);
  }

  setBroadcast(enabled: boolean): void {
    this.#socket.setBroadcast(enabled);
  }

  #stop(): Deferred<void> {
    const stopped = new Deferred<void>();
    this.#socket.close(() => {
      portClosed(this.host);
      this.#guard("stopProtocol", this.host, () => {
        this.#protocol.stopProtocol();
      });
      stopped.callback(undefined);
    });
    return stopped;
  }

  #received(data: Buffer, from: RemoteInfo): void {
    const peer: IPAddress = {
      type: "udp",
      family: from.family === "IPv6" ? 6 : 4,
      host: from.address,
      port: from.port,
    };
    try {
      this.#protocol.datagramReceived(data, peer);
    } catch (error) {
      logFailure("datagramReceived", peer, error);
    }
  }

  readonly #onSent = (error: Error | null): void => {
    if (error !== null) this.#onError(error);
  };

  /** A datagram that could not be sent or received is a lost datagram; the port lives on. */
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    if (this.#stopped !== undefined) return;
    if (error.code === "ECONNREFUSED" && this.peer !== undefined) {
      this.#guard("connectionRefused", this.peer, () => {
        this.#protocol.connectionRefused();
      });
      return;
    }
    log.debug("A datagram was lost", { address: formatAddress(this.host), error });
  };

  #guard(method: string, address: IPAddress, call: () => void): void {
    try {
      call();
    } catch (error) {
      logFailure(method, address, error);
    }
  }
}

function logFailure(method: string, address: IPAddress, error: unknown): void {
  log.error(`An exception came out of ${method}; the port lives on`, { address: formatAddress(address), error });
}

/**
 * Addresses are literal, so there is nothing to look up, and the datagram goes out in this turn. Node's own way would wait for the next tick, which costs
 * an echo server a twentieth of its time.
 * @throws {TypeError} out of `write`, where it is given a name.
 */
function literalLookup(
  host: string,
  _options: unknown,
  done: (error: Error | null, address: string, family: number) => void,
): void {
  const family = isIPv4(host) ? 4 : isIPv6(host) ? 6 : undefined;
  if (family === undefined) throw new TypeError(`A datagram is sent to a literal address, not to "${host}".`);
  done(null, host, family);
}
