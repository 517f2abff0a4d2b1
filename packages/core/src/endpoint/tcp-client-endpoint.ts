import type { Deferred } from "../deferred/deferred.js";
import type { ConnectTCPOptions, ReactorNameResolver, ReactorTCP } from "../reactor/reactor.js";
import type { ReactorTime } from "../deferred/reactor-time.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { StreamProtocol } from "../transport/transport.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ClientEndpoint } from "./endpoint.js";
import { connectByName } from "./connect-by-name.js";

/** Connects with TCP, to a name or a literal address: `tcp:HOST:PORT[:timeoutMs=N][:localAddress=ADDRESS]`. */
export class TCPClientEndpoint implements ClientEndpoint {
  readonly #reactor: ReactorTCP & ReactorNameResolver & ReactorTime;
  readonly #host: string;
  readonly #port: number;
  readonly #options: ConnectTCPOptions;

  constructor(
    reactor: ReactorTCP & ReactorNameResolver & ReactorTime,
    host: string,
    port: number,
    options: ConnectTCPOptions = {},
  ) {
    this.#reactor = reactor;
    this.#host = host;
    this.#port = port;
    this.#options = options;
  }

  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectTCPOptions = {}): Deferred<P> {
    return connectByName({
      reactor: this.#reactor,
      host: this.#host,
      factory,
      options: { ...this.#options, ...options },
      connectOne: (address, one, each) => this.#reactor.connectTCP(address.host, this.#port, one, each),
    });
  }
}

/** Reads what follows `tcp:` in a client description. */
export function readTCPClient(
  reactor: ReactorTCP & ReactorNameResolver & ReactorTime,
  reader: DescriptionReader,
): TCPClientEndpoint {
  const host = reader.requiredText("host", "the host");
  const port = reader.port(1);
  const options = readConnectOptions(reader);
  reader.finish();
  return new TCPClientEndpoint(reactor, host, port, options);
}

/** The options that everything that connects by TCP takes. */
export function readConnectOptions(reader: DescriptionReader): ConnectTCPOptions {
  const timeoutMs = reader.integer("timeoutMs", 1, 86_400_000);
  const localAddress = reader.option("localAddress");
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(localAddress === undefined ? {} : { localAddress }),
  };
}
