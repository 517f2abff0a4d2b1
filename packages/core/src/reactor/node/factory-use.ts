import type { ConnectionOwner } from "../../transport/connection-set.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";

/** Lets go of a client's factory when its connection ends. */
export class FactoryUse implements ConnectionOwner {
  readonly #factory: ProtocolFactory;

  constructor(factory: ProtocolFactory) {
    this.#factory = factory;
  }

  add(): void {
    // The attempt has taken hold of the factory already.
  }

  delete(): void {
    this.#factory.doStop();
  }
}
