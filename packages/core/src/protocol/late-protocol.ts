import { connectionRefused } from "../logging/diagnostics.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { Transport } from "../transport/transport.js";
import { handOver } from "./hand-over.js";
import { Protocol } from "./protocol.js";

/** Keeps the place of a protocol that can be chosen, or counted, only once the wire is there. */
export class LateProtocol extends Protocol {
  readonly #factoryFor: (transport: Transport) => ProtocolFactory | undefined;

  /** @param factoryFor Who builds the protocol for that wire; `undefined` has it closed. */
  constructor(factoryFor: (transport: Transport) => ProtocolFactory | undefined) {
    super();
    this.#factoryFor = factoryFor;
  }

  override connectionMade(): void {
    const { transport } = this;
    const factory = this.#factoryFor(transport);
    if (factory !== undefined) {
      handOver(transport, factory);
      return;
    }
    connectionRefused(transport.peer, "no protocol of this port is for it");
    transport.loseConnection();
  }
}
