import type { Deferred } from "../deferred/deferred.js";
import { fail } from "../deferred/fail.js";
import { succeed } from "../deferred/succeed.js";
import type { ReactorFDs } from "../reactor/reactor.js";
import { CannotListenError } from "../transport/connection-errors.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ServerEndpoint } from "./endpoint.js";
import { stdioAddress, StdioPort } from "./stdio-port.js";

/** Serves one connection, over standard input and output: `stdio:`. For servers started by inetd, ssh or a test. */
export class StdioServerEndpoint implements ServerEndpoint {
  readonly #reactor: ReactorFDs;

  constructor(reactor: ReactorFDs) {
    this.#reactor = reactor;
  }

  listen(factory: ProtocolFactory): Deferred<ListeningPort> {
    factory.doStart();
    const protocol = factory.buildProtocol(stdioAddress);
    if (protocol === undefined) {
      factory.doStop();
      return fail(new CannotListenError("The factory refused to speak on standard input and output."));
    }
    const port = new StdioPort(factory);
    this.#reactor.openStdio(protocol, port.connections);
    return succeed<ListeningPort>(port);
  }
}

/** Reads what follows `stdio:`: nothing. */
export function readStdioServer(reactor: ReactorFDs, reader: DescriptionReader): StdioServerEndpoint {
  reader.finish();
  return new StdioServerEndpoint(reactor);
}
