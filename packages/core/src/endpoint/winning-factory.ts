import type { Address } from "../transport/address.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";

/**
 * A factory for several attempts of which one may win: the first connection gets the real factory's protocol, any
 * other that is made in the same moment is refused, so that no protocol ever sees a connection that is then taken away.
 */
export class WinningFactory<P extends StreamProtocol> implements ProtocolFactory<P> {
  readonly #factory: ProtocolFactory<P>;
  #won = false;

  constructor(factory: ProtocolFactory<P>) {
    this.#factory = factory;
  }

  buildProtocol(peer: Address): P | undefined {
    if (this.#won) return undefined;
    this.#won = true;
    return this.#factory.buildProtocol(peer);
  }

  doStart(): void {
    this.#factory.doStart();
  }

  doStop(): void {
    this.#factory.doStop();
  }
}
