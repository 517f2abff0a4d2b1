import { Deferred } from "../../deferred/deferred.js";
import type { DelayedCall } from "../../deferred/reactor-time.js";
import { fail } from "../../deferred/fail.js";
import { succeed } from "../../deferred/succeed.js";
import { checkPort } from "../../reactor/node/listen-tcp.js";
import { SystemEvents } from "../../reactor/node/system-events.js";
import type {
  ConnectOptions,
  ConnectTCPOptions,
  ConnectTLSOptions,
  ListenTCPOptions,
  ListenUDPOptions,
  ListenUNIXOptions,
  Reactor,
  ResolvedAddress,
  ResolveOptions,
  SpawnOptions,
  SystemEvent,
  SystemEventPhase,
} from "../../reactor/reactor.js";
import { VirtualCall, type CallQueue } from "../../reactor/virtual-call.js";
import { ipAddress, type Address } from "../../transport/address.js";
import { CannotListenError } from "../../transport/connection-errors.js";
import type { DatagramReceiver, DatagramTransport } from "../../transport/datagram-transport.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import { CannotSpawnError } from "../../transport/process-errors.js";
import type { ProcessTransport } from "../../transport/process-transport.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StartTLSOptions, TLSClientOptions, TLSServerOptions } from "../../transport/tls-options.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import { SignalHandlers } from "../signal-handlers.js";
import { startSimulatedTLSOver } from "../simulated-tls/tls-over-transport.js";
import { connectStream } from "./connect-stream.js";
import type { HostLife } from "./host-life.js";
import { NotSimulatedError } from "./network-errors.js";
import type { NetworkServices } from "./network-services.js";
import type { NetworkTime } from "./network-time.js";
import { SimulatedDatagramPort } from "./simulated-datagram-port.js";
import { SimulatedPort } from "./simulated-port.js";
import type { SocketTarget } from "./socket-target.js";

const firstEphemeralPort = 49_152;

/** The reactor of a simulated host, from its start to its crash. */
export class SimulatedReactor implements Reactor {
  readonly #life: HostLife;
  readonly #network: NetworkServices;
  readonly #time: NetworkTime;
  readonly #events = new SystemEvents();
  readonly #signals = new SignalHandlers();
  /** What waits, so that a crash can take it. */
  readonly #calls = new Set<VirtualCall>();
  /** The network's queue of events, with a note of which are ours. */
  readonly #queue: CallQueue;
  #nextPort = firstEphemeralPort;

  constructor(life: HostLife, network: NetworkServices, time: NetworkTime) {
    const { events } = time;
    this.#life = life;
    this.#network = network;
    this.#time = time;
    this.#queue = {
      nextSequence: () => events.nextSequence(),
      add: (call) => {
        this.#calls.add(call);
        events.add(call);
      },
      remove: (call) => {
        this.#calls.delete(call);
        events.remove(call);
      },
    };
  }

  now(): number {
    return this.#time.now();
  }

  wallTime(): number {
    return this.#time.wallTime();
  }

  callLater(delayMs: number, callback: () => void): DelayedCall {
    const call: VirtualCall = new VirtualCall(this.#queue, this.#time.now, delayMs, () => {
      this.#calls.delete(call);
      callback();
    });
    if (!this.#life.alive) call.cancel();
    return call;
  }

  /** The calls that wait, in no particular order. */
  get calls(): readonly DelayedCall[] {
    return [...this.#calls];
  }

  /** For the host: it has crashed. */
  end(): void {
    for (const call of [...this.#calls]) call.cancel();
  }

  listenTCP(port: number, factory: ProtocolFactory, options: ListenTCPOptions = {}): Deferred<ListeningPort> {
    return this.#listenTCP(port, factory, options, undefined);
  }

  listenTLS(
    port: number,
    factory: ProtocolFactory,
    tls: TLSServerOptions,
    options: ListenTCPOptions = {},
  ): Deferred<ListeningPort> {
    return this.#listenTCP(port, factory, options, tls);
  }

  connectTCP<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options: ConnectTCPOptions = {},
  ): Deferred<P> {
    return this.#connectTCP(ipTarget(host, port), factory, options, undefined);
  }

  connectTLS<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options: ConnectTLSOptions = {},
  ): Deferred<P> {
    return this.#connectTCP(ipTarget(host, port), factory, options, options.tls ?? {});
  }

  startTLSOver(transport: Transport, protocol: StreamProtocol, options: StartTLSOptions): Deferred<void> {
    return startSimulatedTLSOver(transport, protocol, options, this.#network.random);
  }

  listenUNIX(path: string, factory: ProtocolFactory, _options: ListenUNIXOptions = {}): Deferred<ListeningPort> {
    if (!this.#life.alive) return new Deferred();
    if (this.#life.namedPort(path) !== undefined)
      return fail(new CannotListenError(`Somebody listens on unix:${path} already.`));
    return this.#listen({ address: { type: "unix", path }, boundTo: path, ipv6Only: false, factory, tls: undefined });
  }

  connectUNIX<P extends StreamProtocol>(
    path: string,
    factory: ProtocolFactory<P>,
    options: ConnectOptions = {},
  ): Deferred<P> {
    return this.#connect(
      { kind: "named", name: path, peer: { type: "unix", path }, host: { type: "unix" } },
      factory,
      options,
      undefined,
    );
  }

  connectProcess<P extends StreamProtocol>(
    executable: string,
    factory: ProtocolFactory<P>,
    options: SpawnOptions & ConnectOptions = {},
  ): Deferred<P> {
    const program = this.#life.host.programs.get(executable);
    if (program === undefined)
      return fail(
        new CannotSpawnError(
          `There is no program ${executable} on ${this.#life.host.name}: give it one with host.program().`,
        ),
      );
    const address: Address = { type: "pipe", name: executable };
    if (this.#life.namedPort(executable) === undefined) {
      new SimulatedPort({
        life: this.#life,
        address,
        boundTo: executable,
        ipv6Only: false,
        factory: program,
        tls: undefined,
      });
    }
    return this.#connect(
      { kind: "named", name: executable, peer: address, host: address },
      factory,
      options,
      undefined,
    );
  }

  listenUDP(port: number, protocol: DatagramReceiver, options: ListenUDPOptions = {}): Deferred<DatagramTransport> {
    const { interface: host = "0.0.0.0", reuseAddress = false } = options;
    checkPort(port);
    checkLiteral(host);
    if (!this.#life.alive) return new Deferred();
    const number = port === 0 ? this.#ephemeralPort() : port;
    const taken = [...this.#life.datagramPorts].some(
      (other) =>
        other.host.port === number &&
        (other.host.host === host || isAny(host) || isAny(other.host.host)) &&
        !(reuseAddress && other.reuseAddress),
    );
    if (taken) return fail(inUse(number));
    if (!this.#owns(host)) return fail(notOurs(host));
    const transport = new SimulatedDatagramPort({
      life: this.#life,
      clock: this,
      host: ipAddress("udp", host, number),
      reuseAddress,
      protocol,
      send: (from, data, to) => {
        this.#network.sendDatagram(this.#life, from, data, to);
      },
    });
    transport.start();
    return succeed<DatagramTransport>(transport);
  }

  resolve(name: string, options: ResolveOptions = {}): Deferred<readonly ResolvedAddress[]> {
    if (!this.#life.alive) return new Deferred();
    return this.#network.resolve(name, options);
  }

  adoptListeningFD(): Deferred<ListeningPort> {
    return fail(new NotSimulatedError("file descriptors"));
  }

  /** @throws {NotSimulatedError} */
  adoptConnectionFD(): never {
    throw new NotSimulatedError("file descriptors");
  }

  /** @throws {NotSimulatedError} */
  openStdio(): never {
    throw new NotSimulatedError("standard input and output");
  }

  spawnProcess(): Deferred<ProcessTransport> {
    return fail(new NotSimulatedError("child processes: only connectProcess(), to what host.program() was given"));
  }

  deferToWorker(): Deferred<never> {
    return fail(new NotSimulatedError("worker threads"));
  }

  get running(): boolean {
    return this.#life.alive && this.#events.running;
  }

  callWhenRunning(callback: () => void): void {
    if (this.#life.alive) this.#events.callWhenRunning(callback);
  }

  addSystemEventTrigger(phase: SystemEventPhase, event: SystemEvent, trigger: () => unknown): () => void {
    return this.#events.addSystemEventTrigger(phase, event, trigger);
  }

  stop(): Deferred<void> {
    return this.#life.alive ? this.#events.stop() : new Deferred();
  }

  onSignal(signal: NodeJS.Signals, handler: () => void): () => void {
    return this.#signals.add(signal, handler);
  }

  /** The program on this host gets `signal`. @returns whether it has a handler for it. */
  sendSignal(signal: NodeJS.Signals): boolean {
    return this.#life.alive && this.#signals.send(signal);
  }

  #listenTCP(
    port: number,
    factory: ProtocolFactory,
    options: ListenTCPOptions,
    tls: TLSServerOptions | undefined,
  ): Deferred<ListeningPort> {
    const { interface: host = "::", ipv6Only = false } = options;
    checkPort(port);
    checkLiteral(host);
    if (!this.#life.alive) return new Deferred();
    const number = port === 0 ? this.#ephemeralPort() : port;
    if (!this.#owns(host)) return fail(notOurs(host));
    for (const other of this.#life.ports) {
      if (other.address.type === "tcp" && other.address.port === number && other.conflictsWith(host, ipv6Only))
        return fail(inUse(number));
    }
    return this.#listen({ address: ipAddress("tcp", host, number), boundTo: host, ipv6Only, factory, tls });
  }

  #listen(options: Omit<ConstructorParameters<typeof SimulatedPort>[0], "life">): Deferred<ListeningPort> {
    return succeed<ListeningPort>(new SimulatedPort({ life: this.#life, ...options }));
  }

  #connectTCP<P extends StreamProtocol>(
    peer: { readonly host: string; readonly port: number },
    factory: ProtocolFactory<P>,
    options: ConnectTCPOptions,
    tls: TLSClientOptions | undefined,
  ): Deferred<P> {
    const own = options.localAddress ?? this.#network.sourceAddress(this.#life.host, peer.host);
    const host = ipAddress("tcp", own, options.localPort ?? this.#ephemeralPort());
    return this.#connect({ kind: "tcp", peer: ipAddress("tcp", peer.host, peer.port), host }, factory, options, tls);
  }

  #connect<P extends StreamProtocol>(
    target: SocketTarget,
    factory: ProtocolFactory<P>,
    options: ConnectOptions,
    tls: TLSClientOptions | undefined,
  ): Deferred<P> {
    if (!this.#life.alive) return new Deferred();
    return connectStream({
      factory,
      options,
      tls,
      target,
      ends: this.#life.ends,
      open: (watcher) => this.#network.openSocket(this.#life, target, watcher),
    });
  }

  #owns(host: string): boolean {
    return isAny(host) || host === "127.0.0.1" || host === "::1" || this.#life.host.addresses.includes(host);
  }

  #ephemeralPort(): number {
    this.#nextPort = this.#nextPort === 65_535 ? firstEphemeralPort : this.#nextPort + 1;
    return this.#nextPort;
  }
}

function ipTarget(host: string, port: number): { readonly host: string; readonly port: number } {
  if (!isIPv4(host) && !isIPv6(host)) {
    throw new TypeError(
      `This connects to a literal address, not to "${host}". For names use an endpoint, or resolve() them first.`,
    );
  }
  checkPort(port);
  return { host, port };
}

function checkLiteral(host: string): void {
  if (!isIPv4(host) && !isIPv6(host)) throw new TypeError(`A port listens on a literal address, not on "${host}".`);
}

function isAny(host: string): boolean {
  return host === "::" || host === "0.0.0.0";
}

function inUse(port: number): CannotListenError {
  return new CannotListenError(`Port ${String(port)} is in use.`);
}

function notOurs(host: string): CannotListenError {
  return new CannotListenError(`This host does not have the address ${host}.`);
}
