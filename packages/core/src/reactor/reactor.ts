/**
 * The reactor: the one place that waits for the world. Everything else is handed one. There are three: `NodeReactor`
 * (the real network), `MemoryReactor` (records what it is asked, for unit tests) and a simulated host's (virtual time).
 *
 * Each part is an interface of its own, so that what needs only time, or only TCP, says so.
 */

import type { Deferred } from "../deferred/deferred.js";
import type { ReactorTime } from "../deferred/reactor-time.js";
import type { ConnectionOwner } from "../transport/connection-set.js";
import type { DatagramReceiver, DatagramTransport } from "../transport/datagram-transport.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProcessReceiver, ProcessTransport } from "../transport/process-transport.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StartTLSOptions, TLSClientOptions, TLSServerOptions } from "../transport/tls-options.js";
import type { StreamProtocol, Transport } from "../transport/transport.js";

/** What listening on TCP takes. */
export interface ListenTCPOptions {
  /** The literal address to listen on. @default all addresses, IPv6 and IPv4 */
  readonly interface?: string;
  /** How many connections may wait to be accepted. @default 511 */
  readonly backlog?: number;
  /** Listen on IPv6 only, where `interface` is an IPv6 address. @default false */
  readonly ipv6Only?: boolean;
  /** Probe a peer that has been silent for this long, so that one that has vanished is noticed (SO_KEEPALIVE). @default never */
  readonly keepAliveMs?: number;
}

/** What every kind of connecting takes. */
export interface ConnectOptions {
  /** How long the connection may take to be made, a TLS handshake included. @default 30000 */
  readonly timeoutMs?: number;
  /** Gives up when it aborts; the Deferred then fails with its reason. */
  readonly signal?: AbortSignal;
}

export interface ConnectTCPOptions extends ConnectOptions {
  /** Our literal address to connect from. @default the system chooses */
  readonly localAddress?: string;
  readonly localPort?: number;
  /** Probe a peer that has been silent for this long, so that one that has vanished is noticed (SO_KEEPALIVE). @default never */
  readonly keepAliveMs?: number;
}

export interface ConnectTLSOptions extends ConnectTCPOptions {
  readonly tls?: TLSClientOptions;
}

export interface ListenUNIXOptions {
  /** The permission bits of the socket file. @default 0o600 */
  readonly mode?: number;
  readonly backlog?: number;
}

export interface ListenUDPOptions {
  /** The literal address to bind to. @default all IPv4 addresses */
  readonly interface?: string;
  /** Share the port with other sockets, as multicast receivers do. @default false */
  readonly reuseAddress?: boolean;
  readonly ipv6Only?: boolean;
}

export interface SpawnOptions {
  /** The arguments, without the program's own name. */
  readonly args?: readonly string[];
  /** The environment, whole. @default this process's own */
  readonly env?: Readonly<Record<string, string>>;
  /** @default this process's own */
  readonly cwd?: string;
  /**
   * What the child gets as each of its descriptors, by number: a pipe that we write (`"write"`) or read (`"read"`), our own
   * descriptor of that number (`"inherit"`), nothing (`"ignore"`), or our descriptor of the number given.
   * @default { 0: "write", 1: "read", 2: "read" }
   */
  readonly childFDs?: Readonly<Record<number, "write" | "read" | "inherit" | "ignore" | number>>;
  readonly uid?: number;
  readonly gid?: number;
  /** Make it the leader of a process group of its own. @default false */
  readonly detached?: boolean;
  /** Sends SIGKILL when it aborts. */
  readonly signal?: AbortSignal;
}

/** An address that a name stands for. */
export interface ResolvedAddress {
  readonly host: string;
  readonly family: 4 | 6;
}

export interface ResolveOptions {
  /** Only addresses of this family. @default both */
  readonly family?: 4 | 6;
  readonly signal?: AbortSignal;
}

export interface ReactorTCP {
  /**
   * Accepts TCP connections; `factory` builds a protocol for each. `port` 0 lets the system choose.
   * Fails with `CannotListenError`.
   */
  listenTCP(port: number, factory: ProtocolFactory, options?: ListenTCPOptions): Deferred<ListeningPort>;
  /**
   * Connects to a literal address. Fails with a `ConnectError`. For names, and for several addresses of one name, use an endpoint.
   */
  connectTCP<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options?: ConnectTCPOptions,
  ): Deferred<P>;
}

export interface ReactorTLS {
  /** As `listenTCP`, with TLS from the first byte. A protocol is built, and hears `connectionMade`, once the handshake is done. */
  listenTLS(
    port: number,
    factory: ProtocolFactory,
    tls: TLSServerOptions,
    options?: ListenTCPOptions,
  ): Deferred<ListeningPort>;
  /** As `connectTCP`, with TLS from the first byte. Fires after the handshake. */
  connectTLS<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options?: ConnectTLSOptions,
  ): Deferred<P>;
  /**
   * TLS inside any transport: takes `transport` over from the protocol that had it, shakes hands as `role` says, then gives
   * `protocol` a transport of its own above it (`connectionMade`) and fires. Where the handshake fails `protocol` hears nothing,
   * `transport` is aborted, and the Deferred fails with `TLSHandshakeError`. This is how TLS runs inside TLS, in an SSH channel or over memory.
   */
  startTLSOver(transport: Transport, protocol: StreamProtocol, options: StartTLSOptions): Deferred<void>;
}

export interface ReactorUNIX {
  /** Accepts connections on the UNIX socket `path`. A socket file that nobody listens on any more is replaced. */
  listenUNIX(path: string, factory: ProtocolFactory, options?: ListenUNIXOptions): Deferred<ListeningPort>;
  connectUNIX<P extends StreamProtocol>(
    path: string,
    factory: ProtocolFactory<P>,
    options?: ConnectOptions,
  ): Deferred<P>;
}

export interface ReactorUDP {
  /** Opens a UDP port. `port` 0 lets the system choose. Fails with `CannotListenError`. */
  listenUDP(port: number, protocol: DatagramReceiver, options?: ListenUDPOptions): Deferred<DatagramTransport>;
}

export interface ReactorFDs {
  /** Accepts connections on a listening socket that this process was given, for example by systemd. */
  adoptListeningFD(fd: number, factory: ProtocolFactory): Deferred<ListeningPort>;
  /** Speaks on a connected stream socket, a pipe or a terminal that this process was given. */
  adoptConnectionFD<P extends StreamProtocol>(fd: number, protocol: P): P;
  /**
   * Speaks on standard input and output.
   * @param owner Who keeps count of the connection: told now, and again when it ends.
   */
  openStdio<P extends StreamProtocol>(protocol: P, owner?: ConnectionOwner): P;
}

export interface ReactorProcess {
  /** Starts `executable`. Where it can't be started the protocol hears `processEnded`, and the Deferred fails with `CannotSpawnError`. */
  spawnProcess(protocol: ProcessReceiver, executable: string, options?: SpawnOptions): Deferred<ProcessTransport>;
  /** Starts `executable` and lets `factory`'s protocol speak on its standard input and output, as one stream. */
  connectProcess<P extends StreamProtocol>(
    executable: string,
    factory: ProtocolFactory<P>,
    options?: SpawnOptions & ConnectOptions,
  ): Deferred<P>;
}

export interface ReactorNameResolver {
  /** The addresses that `name` stands for, in the system's order; a literal address stands for itself. Fails with `DNSLookupError`. */
  resolve(name: string, options?: ResolveOptions): Deferred<readonly ResolvedAddress[]>;
}

export type SystemEvent = "startup" | "shutdown";
export type SystemEventPhase = "before" | "during" | "after";

/** The reactor's own life (Twisted's IReactorCore), and the process's signals. */
export interface ReactorCore {
  /** Whether it has started and not stopped. */
  readonly running: boolean;
  /** Calls `callback` when the reactor runs: at once where it does. */
  callWhenRunning(callback: () => void): void;
  /**
   * Calls `trigger` at that phase of `event`. A phase begins when every Deferred or promise of the phase before it has fired.
   * @returns a function that takes the trigger back.
   */
  addSystemEventTrigger(phase: SystemEventPhase, event: SystemEvent, trigger: () => unknown): () => void;
  /** Runs the shutdown triggers. Fires when all are done. May be called again, and gives the same answer. */
  stop(): Deferred<void>;
  /** Calls `handler` each time this process gets `signal`. @returns a function that takes the handler back. */
  onSignal(signal: NodeJS.Signals, handler: () => void): () => void;
}

export interface ReactorThreads {
  /**
   * Runs `exportName` (default: the default export) of the ES module at `moduleURL` in a worker thread of a bounded pool, with `args`
   * structured-cloned, and fires with what it returns. For work that would hold up the event loop.
   */
  deferToWorker<T>(moduleURL: URL, args: readonly unknown[], options?: DeferToWorkerOptions): Deferred<T>;
}

export interface DeferToWorkerOptions {
  readonly exportName?: string;
  readonly transfer?: readonly ArrayBuffer[];
  readonly signal?: AbortSignal;
}

/** All of it. */
export interface Reactor
  extends
    ReactorTime,
    ReactorTCP,
    ReactorTLS,
    ReactorUNIX,
    ReactorUDP,
    ReactorFDs,
    ReactorProcess,
    ReactorNameResolver,
    ReactorCore,
    ReactorThreads {}
