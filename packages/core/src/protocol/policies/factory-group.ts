import type { ProtocolFactory } from "../../transport/protocol-factory.js";

/** Several factories that begin and end their work together, each of them once however often it is named. */
export class FactoryGroup {
  readonly #factories: ReadonlySet<ProtocolFactory>;

  constructor(factories: Iterable<ProtocolFactory | undefined>) {
    this.#factories = new Set([...factories].filter((factory) => factory !== undefined));
  }

  doStart(): void {
    for (const factory of this.#factories) factory.doStart();
  }

  doStop(): void {
    for (const factory of this.#factories) factory.doStop();
  }
}
