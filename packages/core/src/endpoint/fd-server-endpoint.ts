import type { Deferred } from "../deferred/deferred.js";
import type { ReactorFDs } from "../reactor/reactor.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ServerEndpoint } from "./endpoint.js";

/** Accepts on a listening socket that this process inherited: `fd:3`. */
export class FDServerEndpoint implements ServerEndpoint {
  readonly #reactor: ReactorFDs;
  readonly #fd: number;

  constructor(reactor: ReactorFDs, fd: number) {
    this.#reactor = reactor;
    this.#fd = fd;
  }

  listen(factory: ProtocolFactory): Deferred<ListeningPort> {
    return this.#reactor.adoptListeningFD(this.#fd, factory);
  }
}

/** Reads what follows `fd:` in a server description. */
export function readFDServer(reactor: ReactorFDs, reader: DescriptionReader): FDServerEndpoint {
  const text = reader.requiredText("fd", "the descriptor's number");
  if (!/^\d{1,6}$/.test(text)) throw reader.error(`"${text}" is not the number of a descriptor`);
  reader.finish();
  return new FDServerEndpoint(reactor, Number(text));
}
