import {
  type ClientEndpoint,
  ConnectError,
  type ConnectOptions,
  type Deferred,
  Factory,
  type ProtocolFactory,
  type ReactorTLS,
  type StreamProtocol,
  succeed,
  type TLSClientOptions,
} from "@twist/core";
import type { HTTPLimits } from "../../wire/http-limits.js";
import { DEFAULT_CONNECT_TIMEOUT_MS } from "../client-defaults.js";
import type { ClientResponse } from "../client-response.js";
import { HTTPClientError } from "../http-client-error.js";
import { HTTPClientProtocol } from "../http-client-protocol.js";
import type { ProxyServer } from "./proxy-server.js";

/** What a `TunnelEndpoint` takes. */
export interface TunnelOptions {
  readonly proxy: ProxyServer;
  /** Where the tunnel ends: a name, which the proxy resolves, or a literal address. */
  readonly host: string;
  readonly port: number;
  /** TLS with that end, inside the tunnel. @default none */
  readonly tls?: TLSClientOptions;
  /** Limits of the proxy's answer. @default DEFAULT_HTTP_LIMITS */
  readonly limits?: HTTPLimits;
}

/** Connects through an HTTP proxy by CONNECT (RFC 9110 §9.3.6). Fails with `PROXY_REFUSED` where the proxy says no. */
export class TunnelEndpoint implements ClientEndpoint {
  readonly #reactor: ReactorTLS;
  readonly #toProxy: ClientEndpoint;
  readonly #options: TunnelOptions;

  /** @param toProxy How the proxy itself is reached. */
  constructor(reactor: ReactorTLS, toProxy: ClientEndpoint, options: TunnelOptions) {
    this.#reactor = reactor;
    this.#toProxy = toProxy;
    this.#options = options;
  }

  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectOptions = {}): Deferred<P> {
    const { timeoutMs = DEFAULT_CONNECT_TIMEOUT_MS } = options;
    const { proxy, host, port, limits } = this.#options;
    const authority = `${host.includes(":") ? `[${host}]` : host}:${String(port)}`;
    const asking = Factory.from(() => new HTTPClientProtocol(limits === undefined ? {} : { limits }));
    factory.doStart();
    return this.#toProxy
      .connect(asking, { timeoutMs })
      .addCallback((http) =>
        http
          .request({
            url: proxy.url,
            method: "CONNECT",
            target: authority,
            timeoutMs,
            ...(proxy.authorization === undefined ? {} : { headers: { "Proxy-Authorization": proxy.authorization } }),
          })
          .addCallback((response) => this.#speakThrough(http, response, factory)),
      )
      .addFinally(() => {
        factory.doStop();
      })
      .withSignal(options.signal);
  }

  #speakThrough<P extends StreamProtocol>(
    http: HTTPClientProtocol,
    response: ClientResponse,
    factory: ProtocolFactory<P>,
  ): Deferred<P> {
    const { transport } = http;
    if (!response.upgraded) {
      transport.abortConnection();
      throw new HTTPClientError(`the proxy refused the tunnel with status ${String(response.status)}`, {
        code: "PROXY_REFUSED",
      });
    }
    const protocol = factory.buildProtocol(transport.peer);
    if (protocol === undefined) {
      transport.abortConnection();
      throw new ConnectError("The factory refused the connection.");
    }
    const { tls, host } = this.#options;
    if (tls === undefined) {
      response.switchProtocol(protocol);
      return succeed(protocol);
    }
    if (response.leftoverBytes > 0) {
      transport.abortConnection();
      throw new HTTPClientError("the proxy sent bytes into the tunnel before the TLS handshake", {
        code: "PROXY_REFUSED",
      });
    }
    transport.resumeReading();
    return this.#reactor
      .startTLSOver(transport, protocol, { serverName: host, ...tls, role: "client" })
      .addCallback(() => protocol);
  }
}
