import type { Deferred } from "../deferred/deferred.js";
import type { ConnectOptions, ReactorProcess, SpawnOptions } from "../reactor/reactor.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ClientEndpoint } from "./endpoint.js";

/** Starts a program and speaks with it over its standard input and output: `process:PROGRAM[:ARGUMENT]…`. */
export class ProcessClientEndpoint implements ClientEndpoint {
  readonly #reactor: ReactorProcess;
  readonly #executable: string;
  readonly #options: SpawnOptions;

  constructor(reactor: ReactorProcess, executable: string, options: SpawnOptions = {}) {
    this.#reactor = reactor;
    this.#executable = executable;
    this.#options = options;
  }

  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectOptions = {}): Deferred<P> {
    return this.#reactor.connectProcess(this.#executable, factory, { ...this.#options, ...options });
  }
}

/** Reads what follows `process:` in a client description. */
export function readProcessClient(reactor: ReactorProcess, reader: DescriptionReader): ProcessClientEndpoint {
  const executable = reader.requiredText("program", "the program");
  const args = reader.rest();
  reader.finish();
  return new ProcessClientEndpoint(reactor, executable, { args });
}
