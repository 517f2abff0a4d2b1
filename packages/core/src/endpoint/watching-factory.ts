import { WrappingFactory } from "../protocol/policies/wrapping-factory.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import { WatchedProtocol } from "./watched-protocol.js";

/** Makes watched protocols out of another factory's. */
export class WatchingFactory<P extends StreamProtocol> extends WrappingFactory<P, WatchedProtocol<P>> {
  readonly #onLost: (protocol: WatchedProtocol<P>) => void;

  constructor(factory: ProtocolFactory<P>, onLost: (protocol: WatchedProtocol<P>) => void) {
    super(factory);
    this.#onLost = onLost;
  }

  protected override wrap(protocol: P): WatchedProtocol<P> {
    return new WatchedProtocol(protocol, this.#onLost);
  }
}
