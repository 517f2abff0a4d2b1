import type { Deferred } from "../../deferred/deferred.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { serverTLS } from "../../transport/server-tls.js";
import type { StartTLSOptions, TLSServerOptions } from "../../transport/tls-options.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import { LateProtocol } from "../late-protocol.js";
import { Protocol } from "../protocol.js";

/** Who does the handshake: a reactor. */
export interface TLSOverTransport {
  startTLSOver(transport: Transport, protocol: StreamProtocol, options: StartTLSOptions): Deferred<void>;
}

/**
 * TLS from the first byte, where another policy has read the wire before: a route of a `SniffingFactory`, or a server behind an
 * `HAProxyWrappingFactory`, whose header comes in front of the handshake. On a bare port use `listenTLS`, which is faster.
 */
export class TLSTerminatingFactory implements ProtocolFactory {
  readonly #reactor: TLSOverTransport;
  readonly #wrappedFactory: ProtocolFactory;
  readonly #options: StartTLSOptions;

  constructor(reactor: TLSOverTransport, wrappedFactory: ProtocolFactory, options: TLSServerOptions) {
    this.#reactor = reactor;
    this.#wrappedFactory = wrappedFactory;
    this.#options = serverTLS(options, wrappedFactory);
  }

  buildProtocol(): Protocol {
    return new TLSTerminator(this.#reactor, this.#wrappedFactory, this.#options);
  }

  doStart(): void {
    this.#wrappedFactory.doStart();
  }

  doStop(): void {
    this.#wrappedFactory.doStop();
  }
}

class TLSTerminator extends Protocol {
  readonly #reactor: TLSOverTransport;
  readonly #wrappedFactory: ProtocolFactory;
  readonly #options: StartTLSOptions;

  constructor(reactor: TLSOverTransport, wrappedFactory: ProtocolFactory, options: StartTLSOptions) {
    super();
    this.#reactor = reactor;
    this.#wrappedFactory = wrappedFactory;
    this.#options = options;
  }

  override connectionMade(): void {
    // As on a port: who speaks is built once the handshake is done, and counts from then on.
    const protocol = new LateProtocol(() => this.#wrappedFactory);
    this.#reactor.startTLSOver(this.transport, protocol, this.#options).addErrback(() => {
      // The reactor has told `twist:tls:failure` and has aborted the wire; nobody else is there to hear of it.
    });
  }
}
