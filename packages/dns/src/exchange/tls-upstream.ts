import type { ReactorTime, ReactorTLS, TLSClientOptions } from "@twist/core";
import { serverHost, serverName } from "./server-address.js";
import { StreamUpstream, type StreamUpstreamOptions } from "./stream-upstream.js";

/** Queries are padded to multiples of this, so that their length says less about the name (RFC 8467 §4.1). */
const queryPadding = 128;

/** What a `TLSUpstream` is made of. */
export interface TLSUpstreamOptions extends StreamUpstreamOptions {
  /** The server's literal address. */
  readonly host: string;
  /** @default 853 */
  readonly port?: number | undefined;
  /** The name that its certificate has to hold (RFC 8310 §8.1). @default `host`: the certificate has to hold the address */
  readonly serverName?: string | undefined;
  /** More about TLS: authorities, our own certificate. With `verify: false` it is DNS over TLS for the opportunistic profile only. */
  readonly tls?: Omit<TLSClientOptions, "serverName" | "alpnProtocols"> | undefined;
}

/** Asks a server by TLS (RFC 7858). The server has to prove its name: the strict profile of RFC 8310. */
export class TLSUpstream extends StreamUpstream {
  /** @throws {TypeError} where `host` is no literal address. @throws {RangeError} for a port or a limit that is none. */
  constructor(options: TLSUpstreamOptions, reactor: ReactorTLS & ReactorTime) {
    const { port = 853 } = options;
    const host = serverHost(options.host, port);
    const tls: TLSClientOptions = {
      ...options.tls,
      serverName: options.serverName ?? host,
      alpnProtocols: ["dot"],
    };
    super(
      {
        name: serverName("tls", host, port),
        clock: reactor,
        padTo: queryPadding,
        connect: (factory, timeoutMs) => reactor.connectTLS(host, port, factory, { timeoutMs, tls }),
      },
      options,
    );
  }
}
