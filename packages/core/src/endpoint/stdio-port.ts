import type { Deferred } from "../deferred/deferred.js";
import { succeed } from "../deferred/succeed.js";
import type { Address } from "../transport/address.js";
import { ConnectionSet } from "../transport/connection-set.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";

/** Where standard input and output are, as addresses go. */
export const stdioAddress: Address = { type: "pipe", name: "stdio" };

/** There is but one connection, and it is made already; to stop listening only lets go of the factory. */
export class StdioPort implements ListeningPort {
  readonly address = stdioAddress;
  readonly connections = new ConnectionSet();
  readonly #factory: ProtocolFactory;
  #stopped = false;

  constructor(factory: ProtocolFactory) {
    this.#factory = factory;
  }

  stopListening(): Deferred<void> {
    if (!this.#stopped) {
      this.#stopped = true;
      this.#factory.doStop();
    }
    return succeed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }
}
