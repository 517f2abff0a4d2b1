import type { Address } from "../../transport/address.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";
import type { StreamProtocol, Transport } from "../../transport/transport.js";
import type { ConnectionCount } from "./connection-count.js";
import { ProtocolWrapper } from "./protocol-wrapper.js";

/** Is counted from `makeConnection` to `connectionLost`, whatever it switches to. `LimitingFactory` makes them. */
export class CountedProtocol<P extends StreamProtocol = StreamProtocol> extends ProtocolWrapper<P> {
  readonly #count: ConnectionCount;
  /** As the factory was told it: what was added is what is taken away. */
  readonly #peer: Address;

  constructor(wrapped: P, count: ConnectionCount, peer: Address) {
    super(wrapped);
    this.#count = count;
    this.#peer = peer;
  }

  override makeConnection(transport: Transport): void {
    this.#count.add(this.#peer);
    super.makeConnection(transport);
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.#count.delete(this.#peer);
    super.connectionLost(reason);
  }
}
