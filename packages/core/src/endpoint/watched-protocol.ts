import { ProtocolWrapper } from "../protocol/policies/protocol-wrapper.js";
import { WrappingFactory } from "../protocol/policies/wrapping-factory.js";
import type { ConnectionEnd } from "../transport/connection-errors.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";

/** Tells somebody else when its connection is lost, after the protocol was told. */
export class WatchedProtocol<P extends StreamProtocol> extends ProtocolWrapper<P> {
  readonly #onLost: (protocol: WatchedProtocol<P>) => void;

  constructor(wrapped: P, onLost: (protocol: WatchedProtocol<P>) => void) {
    super(wrapped);
    this.#onLost = onLost;
  }

  override connectionLost(reason: ConnectionEnd): void {
    try {
      super.connectionLost(reason);
    } finally {
      this.#onLost(this);
    }
  }
}

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
