import { OpportunisticUpstream } from "./opportunistic-upstream.js";
import { ServerUpstream } from "./server-upstream.js";
import { TCPUpstream } from "./tcp-upstream.js";
import { TLSUpstream, type TLSUpstreamOptions } from "./tls-upstream.js";
import type { ExchangeReactor, StreamingUpstream, Upstream } from "./upstream.js";

/** Where there is no TLS, most servers refuse the connection at once; some drop it, and then this is what trying costs. */
const connectTimeoutMs = 1_500;

/** A server, and how it is to be asked. */
export interface UpstreamServer {
  /** Its literal address. */
  readonly host: string;
  /** @default 53, 853 by TLS */
  readonly port?: number | undefined;
  /**
   * `"udp"` goes over to TCP where it has to. `"tls"` wants a certificate that holds `serverName`; `"tls-opportunistic"` takes any, and asks in
   * clear where there is no TLS. @default "udp"
   */
  readonly transport?: "udp" | "tcp" | "tls" | "tls-opportunistic" | undefined;
  /** The name that its certificate has to hold. @default `host` */
  readonly serverName?: string | undefined;
  /** More about `"tls"`: the authorities that are trusted, our own certificate. @default the system's authorities, and none */
  readonly tls?: TLSUpstreamOptions["tls"];
  /** Times that it is asked by UDP. @default 2 */
  readonly attempts?: number | undefined;
}

/** A server that zones come from or go to. `"udp"` is UDP where it may be, and TCP for zones; `"tls"` is RFC 9103. */
export interface TransferServer extends Omit<UpstreamServer, "transport"> {
  /** @default "udp" */
  readonly transport?: "udp" | "tcp" | "tls" | undefined;
}

/** Something that asks `server` in the way that it says. @throws {TypeError} @throws {RangeError} */
export function makeUpstream(server: UpstreamServer, reactor: ExchangeReactor): Upstream {
  const { host, port, transport, serverName, attempts } = server;
  if (transport !== "tls-opportunistic") return makeStreamingUpstream({ ...server, transport }, reactor);
  return new OpportunisticUpstream(
    {
      encrypted: new TLSUpstream({ host, port, serverName, connectTimeoutMs, tls: { verify: false } }, reactor),
      clear: new ServerUpstream({ host, attempts }, reactor),
    },
    reactor,
  );
}

/** The same for a server that zones come from or go to: by TLS it is TLS 1.3 then (RFC 9103 §7). @throws {TypeError} @throws {RangeError} */
export function makeTransferUpstream(server: TransferServer, reactor: ExchangeReactor): StreamingUpstream {
  return makeStreamingUpstream({ ...server, tls: { minVersion: "TLSv1.3", ...server.tls } }, reactor);
}

function makeStreamingUpstream(server: TransferServer, reactor: ExchangeReactor): StreamingUpstream {
  const { host, port, serverName, tls, attempts } = server;
  switch (server.transport ?? "udp") {
    case "udp":
      return new ServerUpstream({ host, port, attempts }, reactor);
    case "tcp":
      return new TCPUpstream({ host, port }, reactor);
    case "tls":
      return new TLSUpstream({ host, port, serverName, tls }, reactor);
  }
}
