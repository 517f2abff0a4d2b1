import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { connectionRefused } from "../../logging/diagnostics.js";
import { handOver } from "../hand-over.js";
import { Protocol } from "../protocol.js";
import { FactoryGroup } from "./factory-group.js";

/**
 * Several protocols on one TLS port, told apart by what ALPN agreed on (RFC 7301). The port has to offer them:
 *
 *     const byALPN = new ALPNFactory({ h2: http2, "http/1.1": http1 }, http1);
 *     reactor.listenTLS(443, byALPN, { certificate, alpnProtocols: byALPN.alpnProtocols });
 */
export class ALPNFactory implements ProtocolFactory {
  readonly #byProtocol: ReadonlyMap<string, ProtocolFactory>;
  readonly #otherwise: ProtocolFactory | undefined;
  readonly #factories: FactoryGroup;

  /**
   * @param factories By ALPN protocol id, the best first.
   * @param otherwise Who speaks where ALPN wasn't used, or there is no TLS. @default the connection is closed
   */
  constructor(factories: Readonly<Record<string, ProtocolFactory>>, otherwise?: ProtocolFactory) {
    this.#byProtocol = new Map(Object.entries(factories));
    this.#otherwise = otherwise;
    this.#factories = new FactoryGroup([...this.#byProtocol.values(), otherwise]);
  }

  /** What to offer, the best first. */
  get alpnProtocols(): readonly string[] {
    return [...this.#byProtocol.keys()];
  }

  buildProtocol(): Protocol {
    return new ALPNProtocol((id) => (id === undefined ? undefined : this.#byProtocol.get(id)) ?? this.#otherwise);
  }

  doStart(): void {
    this.#factories.doStart();
  }

  doStop(): void {
    this.#factories.doStop();
  }
}

/** Chooses as soon as it is connected, since the handshake is done then. */
class ALPNProtocol extends Protocol {
  readonly #factoryFor: (id: string | undefined) => ProtocolFactory | undefined;

  constructor(factoryFor: (id: string | undefined) => ProtocolFactory | undefined) {
    super();
    this.#factoryFor = factoryFor;
  }

  override connectionMade(): void {
    const { transport } = this;
    const factory = this.#factoryFor(transport.secure?.alpnProtocol);
    if (factory !== undefined) {
      handOver(transport, factory);
      return;
    }
    connectionRefused(transport.peer, "ALPN agreed on no protocol of this port");
    transport.loseConnection();
  }
}
