import type { Address } from "../../transport/address.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { WatchedFactory } from "../torture/watched-factory.js";
import type { MatrixClient } from "./protocol-matrix.js";

/** Looks whether a conversation has come to its end, on both sides. */
export class ConversationWatch {
  readonly server: WatchedFactory;
  readonly client: WatchedFactory;
  #state: "talking" | "done" | "failed" = "talking";
  readonly #done: PromiseLike<unknown>;

  constructor(server: ProtocolFactory, client: MatrixClient) {
    this.server = new WatchedFactory(server);
    this.client = new WatchedFactory(client.factory);
    this.#done = client.done;
    client.done.then(
      () => {
        this.#state = "done";
      },
      () => {
        this.#state = "failed";
      },
    );
  }

  /** Whether there is nothing more to wait for. */
  get over(): boolean {
    return (
      this.#state === "failed" ||
      (this.#state === "done" && this.server.problem() === undefined && this.client.problem() === undefined)
    );
  }

  /** @throws what the client failed with, or an error about what went wrong at the end. */
  async check(): Promise<void> {
    if (this.#state === "talking") throw new Error("The client still waits.");
    await this.#done;
    const problem = this.server.problem() ?? this.client.problem();
    if (problem !== undefined) throw new Error(`The conversation did not end well: ${problem}.`);
  }
}

/** A protocol of `factory`, which must not refuse. */
export function build(factory: ProtocolFactory, peer: Address): StreamProtocol {
  const protocol = factory.buildProtocol(peer);
  if (protocol === undefined) throw new Error("The factory refused the only connection there is.");
  return protocol;
}
