/** A reactor that does nothing and remembers everything, for unit tests (Twisted's MemoryReactorClock). */

import { Deferred } from "../../deferred/deferred.js";
import { fail } from "../../deferred/fail.js";
import { succeed } from "../../deferred/succeed.js";
import { Clock } from "../../reactor/clock.js";
import { SystemEvents } from "../../reactor/node/system-events.js";
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
} from "../../reactor/reactor.js";
import { ipAddress, type PipeAddress } from "../../transport/address.js";
import { DNSLookupError } from "../../transport/connection-errors.js";
import type { ConnectionOwner } from "../../transport/connection-set.js";
import type { DatagramReceiver, DatagramTransport } from "../../transport/datagram-transport.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProcessReceiver, ProcessTransport } from "../../transport/process-transport.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StartTLSOptions, TLSServerOptions } from "../../transport/tls-options.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import { SignalHandlers } from "../signal-handlers.js";
import { StringTransport } from "../string-transport.js";
import { RecordedConnect, type ConnectRequest } from "./recorded-connect.js";
import { RecordedDatagramPort } from "./recorded-datagram-port.js";
import { RecordedPort, type ListenRequest } from "./recorded-port.js";

/** Something that was asked for, whose answer the test gives by firing `result`. */
export interface RecordedRequest<Q, R> {
  readonly request: Q;
  readonly result: Deferred<R>;
}

/**
 * Its time is a `Clock`'s: `advance` it. Ports open at once (unless `listenError` is set) and are in `ports`; attempts to connect
 * are in `connects` and wait for the test to `accept` or `fail` them. Names are looked up in `names`.
 *
 *     const reactor = new MemoryReactor();
 *     void reactor.connectTCP("192.0.2.7", 25, factory);
 *     const { protocol, transport } = reactor.connects[0].accept();
 */
export class MemoryReactor extends Clock implements Reactor {
  /** The ports that were opened, also those that have been stopped. */
  readonly ports: RecordedPort[] = [];
  readonly datagramPorts: RecordedDatagramPort[] = [];
  /** The attempts to connect, in order. */
  readonly connects: RecordedConnect[] = [];
  /** What `resolve` answers. A name that isn't here fails with `DNSLookupError`. */
  readonly names = new Map<string, readonly ResolvedAddress[]>();
  /** The wires of `openStdio` and `adoptConnectionFD`, in order. */
  readonly streams: StringTransport[] = [];
  readonly spawned: RecordedRequest<
    { readonly protocol: ProcessReceiver; readonly executable: string; readonly options: SpawnOptions },
    ProcessTransport
  >[] = [];
  readonly workerCalls: RecordedRequest<
    { readonly moduleURL: URL; readonly args: readonly unknown[]; readonly options: DeferToWorkerOptions },
    unknown
  >[] = [];
  readonly tlsOver: RecordedRequest<
    { readonly transport: Transport; readonly protocol: StreamProtocol; readonly options: StartTLSOptions },
    void
  >[] = [];
  /** While it is set, listening fails with it. */
  listenError: Error | undefined = undefined;
  readonly #events = new SystemEvents();
  readonly #signals = new SignalHandlers();
  #nextPort = 49_152;

  listenTCP(port: number, factory: ProtocolFactory, options: ListenTCPOptions = {}): Deferred<ListeningPort> {
    return this.#listen({
      kind: "tcp",
      address: this.#address(port, options.interface),
      factory,
      options,
      tls: undefined,
    });
  }

  listenTLS(
    port: number,
    factory: ProtocolFactory,
    tls: TLSServerOptions,
    options: ListenTCPOptions = {},
  ): Deferred<ListeningPort> {
    return this.#listen({ kind: "tls", address: this.#address(port, options.interface), factory, options, tls });
  }

  listenUNIX(path: string, factory: ProtocolFactory, options: ListenUNIXOptions = {}): Deferred<ListeningPort> {
    return this.#listen({ kind: "unix", address: { type: "unix", path }, factory, options, tls: undefined });
  }

  adoptListeningFD(fd: number, factory: ProtocolFactory): Deferred<ListeningPort> {
    return this.#listen({
      kind: "fd",
      address: { type: "pipe", name: `fd ${String(fd)}` },
      factory,
      options: {},
      tls: undefined,
    });
  }

  connectTCP<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options: ConnectTCPOptions = {},
  ): Deferred<P> {
    return this.#connect({ kind: "tcp", peer: ipAddress("tcp", host, port), factory, options, tls: undefined });
  }

  connectTLS<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options: ConnectTLSOptions = {},
  ): Deferred<P> {
    return this.#connect({ kind: "tls", peer: ipAddress("tcp", host, port), factory, options, tls: options.tls ?? {} });
  }

  connectUNIX<P extends StreamProtocol>(
    path: string,
    factory: ProtocolFactory<P>,
    options: ConnectOptions = {},
  ): Deferred<P> {
    return this.#connect({ kind: "unix", peer: { type: "unix", path }, factory, options, tls: undefined });
  }

  connectProcess<P extends StreamProtocol>(
    executable: string,
    factory: ProtocolFactory<P>,
    options: SpawnOptions & ConnectOptions = {},
  ): Deferred<P> {
    return this.#connect({
      kind: "process",
      peer: { type: "pipe", name: executable },
      factory,
      options,
      tls: undefined,
    });
  }

  listenUDP(port: number, protocol: DatagramReceiver, options: ListenUDPOptions = {}): Deferred<DatagramTransport> {
    if (this.listenError !== undefined) return fail(this.listenError);
    const transport = new RecordedDatagramPort(
      protocol,
      ipAddress("udp", options.interface ?? "0.0.0.0", this.#portNumber(port)),
      this,
    );
    this.datagramPorts.push(transport);
    return succeed<DatagramTransport>(transport);
  }

  startTLSOver(transport: Transport, protocol: StreamProtocol, options: StartTLSOptions): Deferred<void> {
    return record(this.tlsOver, { transport, protocol, options });
  }

  spawnProcess(protocol: ProcessReceiver, executable: string, options: SpawnOptions = {}): Deferred<ProcessTransport> {
    return record(this.spawned, { protocol, executable, options });
  }

  deferToWorker<T>(moduleURL: URL, args: readonly unknown[], options: DeferToWorkerOptions = {}): Deferred<T> {
    return record(this.workerCalls, { moduleURL, args, options }) as Deferred<T>;
  }

  adoptConnectionFD<P extends StreamProtocol>(fd: number, protocol: P): P {
    return this.#stream(`fd ${String(fd)}`, protocol);
  }

  openStdio<P extends StreamProtocol>(protocol: P, owner?: ConnectionOwner): P {
    return this.#stream("stdio", protocol, owner);
  }

  resolve(name: string, options: ResolveOptions = {}): Deferred<readonly ResolvedAddress[]> {
    const literal = isIPv4(name) ? 4 : isIPv6(name) ? 6 : undefined;
    const known = literal === undefined ? this.names.get(name) : [{ host: name, family: literal } as const];
    const addresses = known?.filter(({ family }) => options.family === undefined || family === options.family);
    if (addresses === undefined || addresses.length === 0)
      return fail(new DNSLookupError(`Cannot look up "${name}": no such name.`));
    return succeed<readonly ResolvedAddress[]>(addresses);
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
    return this.#signals.add(signal, handler);
  }

  /** The process gets `signal`. @returns whether anybody has a handler for it. */
  sendSignal(signal: NodeJS.Signals): boolean {
    return this.#signals.send(signal);
  }

  #listen(request: ListenRequest): Deferred<ListeningPort> {
    if (this.listenError !== undefined) return fail(this.listenError);
    const port = new RecordedPort(request, this);
    this.ports.push(port);
    return succeed<ListeningPort>(port);
  }

  #connect<P extends StreamProtocol>(request: ConnectRequest<P>): Deferred<P> {
    const attempt = new RecordedConnect(request, this);
    this.connects.push(attempt);
    return attempt.result;
  }

  #stream<P extends StreamProtocol>(name: string, protocol: P, owner?: ConnectionOwner): P {
    const end: PipeAddress = { type: "pipe", name };
    const transport = new StringTransport({
      peer: end,
      host: end,
      clock: this,
      ...(owner === undefined ? {} : { owner }),
    });
    this.streams.push(transport);
    transport.start(protocol);
    return protocol;
  }

  #address(port: number, host = "::"): ReturnType<typeof ipAddress> {
    return ipAddress("tcp", host, this.#portNumber(port));
  }

  #portNumber(port: number): number {
    return port === 0 ? this.#nextPort++ : port;
  }
}

function record<Q, R>(requests: RecordedRequest<Q, R>[], request: Q): Deferred<R> {
  const result = new Deferred<R>();
  requests.push({ request, result });
  return result;
}
