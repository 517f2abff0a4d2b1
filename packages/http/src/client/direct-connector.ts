import {
  type ClientEndpoint,
  type ReactorNameResolver,
  type ReactorTCP,
  type ReactorTime,
  type ReactorTLS,
  TCPClientEndpoint,
  type TLSClientOptions,
  TLSClientEndpoint,
} from "@twist/core";
import type { Connector, Route } from "./connector.js";

/** What connecting to a server by its name needs. */
export type ConnectingReactor = ReactorTCP & ReactorTLS & ReactorNameResolver & ReactorTime;

/** The host of `url` as endpoints take it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  const { hostname } = url;
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** The port of `url`, or its scheme's. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** `tls` with what HTTP asks for on top. */
export function httpTLSOptions(tls: TLSClientOptions | undefined): TLSClientOptions {
  return { alpnProtocols: ["http/1.1"], ...tls };
}

/** Connects to the server itself: http by TCP, https by TLS, names by happy eyeballs. */
export class DirectConnector implements Connector {
  readonly #reactor: ConnectingReactor;
  readonly #tls: TLSClientOptions | undefined;

  constructor(reactor: ConnectingReactor, tls?: TLSClientOptions) {
    this.#reactor = reactor;
    this.#tls = tls;
  }

  routeTo(url: URL): Route {
    return { key: url.origin, absoluteForm: false, endpoint: () => this.#endpoint(url) };
  }

  #endpoint(url: URL): ClientEndpoint {
    const host = hostOf(url);
    const port = portOf(url);
    return url.protocol === "https:"
      ? new TLSClientEndpoint(this.#reactor, host, port, { tls: httpTLSOptions(this.#tls) })
      : new TCPClientEndpoint(this.#reactor, host, port);
  }
}
