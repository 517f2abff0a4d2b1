import type {
  ConnectTCPOptions,
  ConnectTLSOptions,
  Deferred,
  DelayedCall,
  ListeningPort,
  ListenTCPOptions,
  ProtocolFactory,
  ReactorNameResolver,
  ReactorTCP,
  ReactorTime,
  ReactorTLS,
  ResolvedAddress,
  ResolveOptions,
  StartTLSOptions,
  StreamProtocol,
  TLSServerOptions,
  Transport,
} from "@twist/core";

/** What endpoints and clients need of a reactor. */
export type ConnectingReactor = ReactorTCP & ReactorTLS & ReactorTime;

/**
 * A reactor whose names are looked up by a resolver of your choice: give it to endpoints, or to an HTTP agent, in the place of the reactor
 * itself.
 *
 *     const endpoint = new TCPClientEndpoint(new ResolvingReactor(reactor, resolver), "example.com", 80);
 */
export class ResolvingReactor implements ReactorTCP, ReactorTLS, ReactorTime, ReactorNameResolver {
  readonly #reactor: ConnectingReactor;
  readonly #resolver: ReactorNameResolver;

  constructor(reactor: ConnectingReactor, resolver: ReactorNameResolver) {
    this.#reactor = reactor;
    this.#resolver = resolver;
  }

  resolve(name: string, options?: ResolveOptions): Deferred<readonly ResolvedAddress[]> {
    return this.#resolver.resolve(name, options);
  }

  now(): number {
    return this.#reactor.now();
  }

  wallTime(): number {
    return this.#reactor.wallTime();
  }

  callLater(delayMs: number, callback: () => void): DelayedCall {
    return this.#reactor.callLater(delayMs, callback);
  }

  listenTCP(port: number, factory: ProtocolFactory, options?: ListenTCPOptions): Deferred<ListeningPort> {
    return this.#reactor.listenTCP(port, factory, options);
  }

  connectTCP<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options?: ConnectTCPOptions,
  ): Deferred<P> {
    return this.#reactor.connectTCP(host, port, factory, options);
  }

  listenTLS(
    port: number,
    factory: ProtocolFactory,
    tls: TLSServerOptions,
    options?: ListenTCPOptions,
  ): Deferred<ListeningPort> {
    return this.#reactor.listenTLS(port, factory, tls, options);
  }

  connectTLS<P extends StreamProtocol>(
    host: string,
    port: number,
    factory: ProtocolFactory<P>,
    options?: ConnectTLSOptions,
  ): Deferred<P> {
    return this.#reactor.connectTLS(host, port, factory, options);
  }

  startTLSOver(transport: Transport, protocol: StreamProtocol, options: StartTLSOptions): Deferred<void> {
    return this.#reactor.startTLSOver(transport, protocol, options);
  }
}
