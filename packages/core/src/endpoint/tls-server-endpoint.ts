import type { Deferred } from "../deferred/deferred.js";
import { fail } from "../deferred/fail.js";
import type { ReactorTime } from "../deferred/reactor-time.js";
import type { ListenTCPOptions, ReactorTLS } from "../reactor/reactor.js";
import { CannotListenError } from "../transport/connection-errors.js";
import type { ListeningPort } from "../transport/listening-port.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { TLSServerOptions } from "../transport/tls-options.js";
import { CertificateFiles } from "./certificate-files.js";
import type { DescriptionReader } from "./description-reader.js";
import type { ServerEndpoint } from "./endpoint.js";
import { readPEMFile } from "./pem-file.js";
import { readListenOptions } from "./tcp-server-endpoint.js";

/**
 * Listens on TCP with TLS from the first byte:
 * `tls:PORT:key=FILE:cert=FILE[:interface=ADDRESS][:alpn=A,B][:ca=FILE][:client-certificate=none|request|require]`.
 */
export class TLSServerEndpoint implements ServerEndpoint {
  readonly #reactor: ReactorTLS;
  readonly #port: number;
  readonly #tls: () => TLSServerOptions;
  readonly #options: ListenTCPOptions;

  /** @param tls The TLS options, or how to have them: it is called for each `listen`, and what it throws fails the `listen`. */
  constructor(
    reactor: ReactorTLS,
    port: number,
    tls: TLSServerOptions | (() => TLSServerOptions),
    options: ListenTCPOptions = {},
  ) {
    this.#reactor = reactor;
    this.#port = port;
    this.#tls = typeof tls === "function" ? tls : () => tls;
    this.#options = options;
  }

  listen(factory: ProtocolFactory): Deferred<ListeningPort> {
    let tls: TLSServerOptions;
    try {
      tls = this.#tls();
    } catch (error) {
      return fail(
        error instanceof CannotListenError ? error : new CannotListenError(messageOf(error), { cause: error }),
      );
    }
    return this.#reactor.listenTLS(this.#port, factory, tls, this.#options);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reads what follows `tls:` in a server description. */
export function readTLSServer(reactor: ReactorTLS & ReactorTime, reader: DescriptionReader): TLSServerEndpoint {
  const port = reader.port(0);
  const options = readListenOptions(reader);
  const tls = readTLSServerOptions(reactor, reader);
  reader.finish();
  return new TLSServerEndpoint(reactor, port, tls, options);
}

/** The options that make a TLS server; the files are read when it listens, and again when they change. */
function readTLSServerOptions(clock: ReactorTime, reader: DescriptionReader): () => TLSServerOptions {
  const keyFile = reader.option("key");
  const certFile = reader.option("cert");
  if (keyFile === undefined || certFile === undefined) {
    throw reader.error('a TLS server needs "key=FILE" and "cert=FILE", both PEM');
  }
  const alpnProtocols = reader.list("alpn");
  const caFile = reader.option("ca");
  const clientCertificate = reader.choice("client-certificate", ["none", "request", "require"]);
  return () => ({
    certificate: new CertificateFiles(keyFile, certFile, clock),
    ...(alpnProtocols === undefined ? {} : { alpnProtocols }),
    ...(caFile === undefined ? {} : { ca: readPEMFile(caFile) }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  });
}
