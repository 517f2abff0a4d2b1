/**
 * The reactor that stands on Node: the only code of Twist that opens sockets, starts processes, sets timers or reads a clock. Its
 * parts are in files of their own beside this one; this one puts them together.
 */

import type { Duplex } from "node:stream";
import type { Deferred } from "../../deferred/deferred.js";
import type { DelayedCall } from "../../deferred/reactor-time.js";
import type { ConnectionOwner } from "../../transport/connection-set.js";
import type { DatagramReceiver, DatagramTransport } from "../../transport/datagram-transport.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProcessReceiver, ProcessTransport } from "../../transport/process-transport.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StartTLSOptions, TLSServerOptions } from "../../transport/tls-options.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import type {
  ConnectOptions,
  ConnectTCPOptions,
  ConnectTLSOptions,
  DeferToWorkerOptions,
  ListenTCPOptions,
  ListenUDPOptions,
  ListenUNIXOptions,
  Reactor,
  ResolvedAddress,
  ResolveOptions,
  SpawnOptions,
  SystemEvent,
  SystemEventPhase,
} from "../reactor.js";
import { adoptConnectionFD, adoptListeningFD, openStdio } from "./adopted-fds.js";
import { connectProcess, spawnProcess } from "./child-process.js";
import { connectDuplex, type ConnectDuplexOptions } from "./connect-duplex.js";
import { connectTCP } from "./connect-tcp.js";
import { listenTCP } from "./listen-tcp.js";
import { resolve } from "./name-resolver.js";
import { NodeTimers } from "./node-timers.js";
import type { ConnectionSettings } from "./connection-settings.js";
import { SystemEvents } from "./system-events.js";
import { startTLSOver } from "./tls-over.js";
import { listenUDP } from "./udp-transport.js";
import { connectUNIX, listenUNIX } from "./unix.js";
import { WorkerPool } from "./worker-pool.js";

export interface NodeReactorOptions {
  /** How long a connection that we have closed waits for the peer to close its side too, before it is dropped. @default 5000 */
  readonly closeTimeoutMs?: number;
  /** How many worker threads `deferToWorker` may use. @default one less than there are processors, and at least one */
  readonly maxWorkers?: number;
}

/** The real network, real processes and real time. Programs share the instance `reactor`. */
export class NodeReactor implements Reactor {
  readonly #time = new NodeTimers();
  readonly #events = new SystemEvents();
  readonly #workers: WorkerPool;
  readonly #settings: ConnectionSettings;

  constructor(options: NodeReactorOptions = {}) {
    this.#workers = new WorkerPool(this.#time, options.maxWorkers);
    this.#settings = { clock: this, closeTimeoutMs: options.closeTimeoutMs ?? 5_000 };
  }

  now(): number {
    return this.#time.now();
  }

  wallTime(): number {
    return this.#time.wallTime();
  }

  callLater(delayMs: number, callback: () => void): DelayedCall {
    return this.#time.callLater(delayMs, callback);
  }

  listenTCP(port: number, factory: ProtocolFactory, options: ListenTCPOptions = {}): Deferred<ListeningPort> {
    return listenTCP(port, factory, options, this.#settings);
  }

  connectTCP<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options: ConnectTCPOptions = {},
  ): Deferred<P> {
    return connectTCP({ host, port }, factory, options, this.#settings);
  }

  listenTLS(
    port: number,
    factory: ProtocolFactory,
    tls: TLSServerOptions,
    options: ListenTCPOptions = {},
  ): Deferred<ListeningPort> {
    return listenTCP(port, factory, { ...options, tls }, this.#settings);
  }

  connectTLS<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options: ConnectTLSOptions = {},
  ): Deferred<P> {
    return connectTCP({ host, port, tls: options.tls ?? {} }, factory, options, this.#settings);
  }

  startTLSOver(transport: Transport, protocol: StreamProtocol, options: StartTLSOptions): Deferred<void> {
    return startTLSOver(transport, protocol, options, this.#settings);
  }

  listenUNIX(path: string, factory: ProtocolFactory, options: ListenUNIXOptions = {}): Deferred<ListeningPort> {
    return listenUNIX(path, factory, options, this.#settings);
  }

  connectUNIX<P extends StreamProtocol>(
    path: string,
    factory: ProtocolFactory<P>,
    options: ConnectOptions = {},
  ): Deferred<P> {
    return connectUNIX(path, factory, options, this.#settings);
  }

  listenUDP(port: number, protocol: DatagramReceiver, options: ListenUDPOptions = {}): Deferred<DatagramTransport> {
    return listenUDP(port, protocol, options, this);
  }

  adoptListeningFD(fd: number, factory: ProtocolFactory): Deferred<ListeningPort> {
    return adoptListeningFD(fd, factory, this.#settings);
  }

  adoptConnectionFD<P extends StreamProtocol>(fd: number, protocol: P): P {
    return adoptConnectionFD(fd, protocol, this.#settings);
  }

  openStdio<P extends StreamProtocol>(protocol: P, owner?: ConnectionOwner): P {
    return openStdio(protocol, owner, this.#settings);
  }

  /** Lets `protocol` speak on any `Duplex` of Node's. The bridge from Node's ecosystem; `TransportDuplex` is the one back. */
  connectDuplex<P extends StreamProtocol>(duplex: Duplex, protocol: P, options: ConnectDuplexOptions = {}): P {
    return connectDuplex(duplex, protocol, options, this.#settings);
  }

  spawnProcess(protocol: ProcessReceiver, executable: string, options: SpawnOptions = {}): Deferred<ProcessTransport> {
    return spawnProcess(protocol, executable, options);
  }

  connectProcess<P extends StreamProtocol>(
    executable: string,
    factory: ProtocolFactory<P>,
    options: SpawnOptions & ConnectOptions = {},
  ): Deferred<P> {
    return connectProcess(executable, factory, options, this.#settings);
  }

  resolve(name: string, options: ResolveOptions = {}): Deferred<readonly ResolvedAddress[]> {
    return resolve(name, options);
  }

  deferToWorker<T>(moduleURL: URL, args: readonly unknown[], options: DeferToWorkerOptions = {}): Deferred<T> {
    return this.#workers.run(moduleURL, args, options);
  }

  get running(): boolean {
    return this.#events.running;
  }

  callWhenRunning(callback: () => void): void {
    this.#events.callWhenRunning(callback);
  }

  addSystemEventTrigger(phase: SystemEventPhase, event: SystemEvent, trigger: () => unknown): () => void {
    return this.#events.addSystemEventTrigger(phase, event, trigger);
  }

  stop(): Deferred<void> {
    return this.#events.stop();
  }

  onSignal(signal: NodeJS.Signals, handler: () => void): () => void {
    return this.#events.onSignal(signal, handler);
  }
}
