import type { UpstreamServer } from "../exchange/make-upstream.js";
import { ServerUpstream } from "../exchange/server-upstream.js";
import { TCPUpstream } from "../exchange/tcp-upstream.js";
import { TLSUpstream } from "../exchange/tls-upstream.js";
import type { ExchangeReactor, StreamingUpstream } from "../exchange/upstream.js";

/** A server that zones come from or go to, by its literal address. `"udp"` is UDP where it may be, and TCP for zones. */
export interface TransferServer extends Omit<UpstreamServer, "transport"> {
  /** @default "udp" */
  readonly transport?: "udp" | "tcp" | "tls" | undefined;
}

/** A server by its literal address, with how it is asked, or as an upstream that asks it. */
export type TransferSource = string | TransferServer | StreamingUpstream;

/** A server, and whether it was made for this one use. */
export interface OpenSource {
  readonly upstream: StreamingUpstream;
  /** Closes it, unless it is the caller's. */
  close(): void;
}

/** @throws {TypeError} @throws {RangeError} for an address or port that is none. */
export function openSource(source: TransferSource, reactor: ExchangeReactor): OpenSource {
  if (typeof source === "object" && "exchangeStream" in source) {
    return {
      upstream: source,
      close: () => {
        // The caller goes on using it.
      },
    };
  }
  const upstream = makeSource(typeof source === "string" ? { host: source } : source, reactor);
  return {
    upstream,
    close: () => {
      upstream.close();
    },
  };
}

/** Something that asks `server` as it says. @throws {TypeError} @throws {RangeError} */
export function makeSource(server: TransferServer, reactor: ExchangeReactor): StreamingUpstream {
  const { host, port, serverName, attempts } = server;
  switch (server.transport ?? "udp") {
    case "udp":
      return new ServerUpstream({ host, port, attempts }, reactor);
    case "tcp":
      return new TCPUpstream({ host, port }, reactor);
    case "tls":
      return new TLSUpstream({ host, port, serverName }, reactor);
  }
}
