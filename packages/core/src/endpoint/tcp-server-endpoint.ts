import type { Deferred } from "../deferred/deferred.js";
import type { ListenTCPOptions, ReactorTCP } from "../reactor/reactor.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ServerEndpoint } from "./endpoint.js";

/** Listens on TCP: `tcp:PORT[:interface=ADDRESS][:backlog=N]`. */
export class TCPServerEndpoint implements ServerEndpoint {
  readonly #reactor: ReactorTCP;
  readonly #port: number;
  readonly #options: ListenTCPOptions;

  constructor(reactor: ReactorTCP, port: number, options: ListenTCPOptions = {}) {
    this.#reactor = reactor;
    this.#port = port;
    this.#options = options;
  }

  listen(factory: ProtocolFactory): Deferred<ListeningPort> {
    return this.#reactor.listenTCP(this.#port, factory, this.#options);
  }
}

/** Reads what follows `tcp:` in a server description. */
export function readTCPServer(reactor: ReactorTCP, reader: DescriptionReader): TCPServerEndpoint {
  const port = reader.port(0);
  const options = readListenOptions(reader);
  reader.finish();
  return new TCPServerEndpoint(reactor, port, options);
}

/** The options that everything that listens on a TCP port takes. */
export function readListenOptions(reader: DescriptionReader): ListenTCPOptions {
  const address = reader.option("interface");
  const backlog = reader.integer("backlog", 1, 65_535);
  return {
    ...(address === undefined || address === "" ? {} : { interface: address }),
    ...(backlog === undefined ? {} : { backlog }),
  };
}
