import type { ReactorTCP, ReactorTime } from "@twist/core";
import { serverHost, serverName } from "./server-address.js";
import { StreamUpstream, type StreamUpstreamOptions } from "./stream-upstream.js";

/** What a `TCPUpstream` is made of. */
export interface TCPUpstreamOptions extends StreamUpstreamOptions {
  /** The server's literal address. */
  readonly host: string;
  /** @default 53 */
  readonly port?: number | undefined;
  /** Our literal address to ask from. @default the system chooses */
  readonly localAddress?: string | undefined;
}

/** Asks a server by TCP (RFC 7766). */
export class TCPUpstream extends StreamUpstream {
  /** @throws {TypeError} where `host` is no literal address. @throws {RangeError} for a port or a limit that is none. */
  constructor(options: TCPUpstreamOptions, reactor: ReactorTCP & ReactorTime) {
    const { port = 53, localAddress } = options;
    const host = serverHost(options.host, port);
    const bound = localAddress === undefined ? {} : { localAddress };
    super(
      {
        name: serverName("tcp", host, port),
        clock: reactor,
        connect: (factory, timeoutMs) => reactor.connectTCP(host, port, factory, { timeoutMs, ...bound }),
      },
      options,
    );
  }
}
