import { ProtocolWrapper } from "../protocol/policies/protocol-wrapper.js";
import type { ConnectionEnd } from "../transport/connection-errors.js";
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
