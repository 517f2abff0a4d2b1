import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { Transport } from "../../transport/transport.js";
import { LateProtocol } from "../late-protocol.js";
import { FactoryGroup } from "./factory-group.js";

/**
 * Several protocols on one TLS port, told apart by what ALPN agreed on (RFC 7301):
 *
 *     reactor.listenTLS(443, new ALPNFactory({ h2: http2, "http/1.1": http1 }, http1), { certificate });
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

  buildProtocol(): LateProtocol {
    return new LateProtocol(this.#factoryFor);
  }

  doStart(): void {
    this.#factories.doStart();
  }

  doStop(): void {
    this.#factories.doStop();
  }

  readonly #factoryFor = (transport: Transport): ProtocolFactory | undefined => {
    const id = transport.secure?.alpnProtocol;
    return id === undefined ? this.#otherwise : (this.#byProtocol.get(id) ?? this.#otherwise);
  };
}
