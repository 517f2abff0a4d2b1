import type { Deferred } from "../deferred/deferred.js";
import type { ReactorTime } from "../deferred/reactor-time.js";
import type { ConnectTCPOptions, ReactorNameResolver, ReactorTLS } from "../reactor/reactor.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { TLSClientOptions } from "../transport/tls-options.js";
import type { StreamProtocol } from "../transport/transport.js";
import { connectByName } from "./connect-by-name.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ClientEndpoint } from "./endpoint.js";
import { readPEMFile } from "./pem-file.js";
import { readConnectOptions } from "./tcp-client-endpoint.js";

/**
 * Connects with TLS from the first byte: `tls:HOST:PORT[:ca=FILE][:server-name=NAME][:alpn=A,B][:key=FILE:cert=FILE]` and the
 * options of `tcp:`. The server's certificate is verified, for `server-name` or else HOST.
 */
export class TLSClientEndpoint implements ClientEndpoint {
  readonly #reactor: ReactorTLS & ReactorNameResolver & ReactorTime;
  readonly #host: string;
  readonly #port: number;
  readonly #tls: TLSClientOptions;
  readonly #options: ConnectTCPOptions;

  constructor(
    reactor: ReactorTLS & ReactorNameResolver & ReactorTime,
    host: string,
    port: number,
    { tls = {}, ...options }: ConnectTCPOptions & { readonly tls?: TLSClientOptions } = {},
  ) {
    this.#reactor = reactor;
    this.#host = host;
    this.#port = port;
    this.#tls = { serverName: host, ...tls };
    this.#options = options;
  }

  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectTCPOptions = {}): Deferred<P> {
    return connectByName({
      reactor: this.#reactor,
      host: this.#host,
      factory,
      options: { ...this.#options, ...options },
      connectOne: (address, one, each) =>
        this.#reactor.connectTLS(address.host, this.#port, one, { ...each, tls: this.#tls }),
    });
  }
}

/** Reads what follows `tls:` in a client description. */
export function readTLSClient(
  reactor: ReactorTLS & ReactorNameResolver & ReactorTime,
  reader: DescriptionReader,
): TLSClientEndpoint {
  const host = reader.requiredText("host", "the host");
  const port = reader.port(1);
  const options = readConnectOptions(reader);
  const tls = readTLSClientOptions(reader);
  reader.finish();
  return new TLSClientEndpoint(reactor, host, port, { ...options, tls });
}

/** The options that make a TLS client. @throws {EndpointDescriptionError} also where a file can't be read. */
export function readTLSClientOptions(reader: DescriptionReader): TLSClientOptions {
  const read = (path: string): Buffer => {
    try {
      return readPEMFile(path);
    } catch (error) {
      throw reader.error(error instanceof Error ? error.message.replace(/\.$/, "") : String(error));
    }
  };
  const caFile = reader.option("ca");
  const serverName = reader.option("server-name");
  const alpnProtocols = reader.list("alpn");
  const keyFile = reader.option("key");
  const certFile = reader.option("cert");
  if ((keyFile === undefined) !== (certFile === undefined))
    throw reader.error('"key=" and "cert=" come together or not at all');
  return {
    ...(caFile === undefined ? {} : { ca: read(caFile) }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(alpnProtocols === undefined ? {} : { alpnProtocols }),
    ...(keyFile === undefined || certFile === undefined
      ? {}
      : { certificate: { key: read(keyFile), cert: read(certFile) } }),
  };
}
