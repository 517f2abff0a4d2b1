import type { Deferred } from "../deferred/deferred.js";
import type { ListenUNIXOptions, ReactorUNIX } from "../reactor/reactor.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ServerEndpoint } from "./endpoint.js";

/** Listens on a UNIX socket: `unix:PATH[:mode=660][:backlog=N]`; the mode is octal. */
export class UNIXServerEndpoint implements ServerEndpoint {
  readonly #reactor: ReactorUNIX;
  readonly #path: string;
  readonly #options: ListenUNIXOptions;

  constructor(reactor: ReactorUNIX, path: string, options: ListenUNIXOptions = {}) {
    this.#reactor = reactor;
    this.#path = path;
    this.#options = options;
  }

  listen(factory: ProtocolFactory): Deferred<ListeningPort> {
    return this.#reactor.listenUNIX(this.#path, factory, this.#options);
  }
}

/** Reads what follows `unix:` in a server description. */
export function readUNIXServer(reactor: ReactorUNIX, reader: DescriptionReader): UNIXServerEndpoint {
  const path = reader.requiredText("path", "the socket's path");
  const modeText = reader.option("mode");
  if (modeText !== undefined && !/^[0-7]{3,4}$/.test(modeText)) {
    throw reader.error(`"mode=${modeText}" is not an octal mode such as 660`);
  }
  const backlog = reader.integer("backlog", 1, 65_535);
  reader.finish();
  return new UNIXServerEndpoint(reactor, path, {
    ...(modeText === undefined ? {} : { mode: Number.parseInt(modeText, 8) }),
    ...(backlog === undefined ? {} : { backlog }),
  });
}
