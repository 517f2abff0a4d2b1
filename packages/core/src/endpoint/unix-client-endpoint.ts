import type { Deferred } from "../deferred/deferred.js";
import type { ConnectOptions, ReactorUNIX } from "../reactor/reactor.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ClientEndpoint } from "./endpoint.js";

/** Connects to a UNIX socket: `unix:PATH[:timeoutMs=N]`. */
export class UNIXClientEndpoint implements ClientEndpoint {
  readonly #reactor: ReactorUNIX;
  readonly #path: string;
  readonly #options: ConnectOptions;

  constructor(reactor: ReactorUNIX, path: string, options: ConnectOptions = {}) {
    this.#reactor = reactor;
    this.#path = path;
    this.#options = options;
  }

  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectOptions = {}): Deferred<P> {
    return this.#reactor.connectUNIX(this.#path, factory, { ...this.#options, ...options });
  }
}

/** Reads what follows `unix:` in a client description. */
export function readUNIXClient(reactor: ReactorUNIX, reader: DescriptionReader): UNIXClientEndpoint {
  const path = reader.requiredText("path", "the socket's path");
  const timeoutMs = reader.integer("timeoutMs", 1, 86_400_000);
  reader.finish();
  return new UNIXClientEndpoint(reactor, path, timeoutMs === undefined ? {} : { timeoutMs });
}
