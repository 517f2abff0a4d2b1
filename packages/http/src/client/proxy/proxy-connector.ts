import { type ClientEndpoint, reactor as defaultReactor, type TLSClientOptions } from "@twist/core";
import type { Connector, Route } from "../connector.js";
import { type ConnectingReactor, DirectConnector, hostOf, httpTLSOptions, portOf } from "../direct-connector.js";
import { proxyFromEnvironment } from "./proxy-from-environment.js";
import { type ProxyChooser, ProxyServer } from "./proxy-server.js";
import { TunnelEndpoint } from "./tunnel-endpoint.js";

/** What a `ProxyConnector` takes. */
export interface ProxyConnectorOptions {
  /** The proxy's URL, or what chooses one for each request. @default proxyFromEnvironment() */
  readonly proxy?: string | URL | ProxyChooser;
  /** @default reactor */
  readonly reactor?: ConnectingReactor;
  /** For https servers. @default the system's authorities */
  readonly tls?: TLSClientOptions;
  /** For https proxies. @default the system's authorities */
  readonly proxyTLS?: TLSClientOptions;
}

/**
 * Goes through HTTP proxies: http requests as a whole (absolute-form, RFC 9112 §3.2.2), https ones through a tunnel, so that the proxy sees the
 * server's name and no more. Where none is chosen, directly.
 *
 *     const agent = new Agent({ connector: new ProxyConnector() });    // HTTP_PROXY, HTTPS_PROXY, NO_PROXY
 */
export class ProxyConnector implements Connector {
  readonly #choose: ProxyChooser;
  readonly #reactor: ConnectingReactor;
  readonly #tls: TLSClientOptions | undefined;
  readonly #direct: DirectConnector;
  readonly #toProxy: DirectConnector;

  constructor({ proxy, reactor = defaultReactor, tls, proxyTLS }: ProxyConnectorOptions = {}) {
    this.#choose = chooserOf(proxy);
    this.#reactor = reactor;
    this.#tls = tls;
    this.#direct = new DirectConnector(reactor, tls);
    this.#toProxy = new DirectConnector(reactor, proxyTLS);
  }

  routeTo(url: URL): Route {
    const proxy = this.#choose(url);
    if (proxy === undefined) return this.#direct.routeTo(url);
    if (url.protocol === "https:") {
      const key = `${url.origin} through ${proxy.key}`;
      return { key, absoluteForm: false, endpoint: () => this.#tunnel(url, proxy) };
    }
    return {
      key: `http through ${proxy.key}`,
      absoluteForm: true,
      fields: proxy.authorization === undefined ? undefined : { "Proxy-Authorization": proxy.authorization },
      endpoint: () => this.#toProxy.routeTo(proxy.url).endpoint(),
    };
  }

  #tunnel(url: URL, proxy: ProxyServer): ClientEndpoint {
    return new TunnelEndpoint(this.#reactor, this.#toProxy.routeTo(proxy.url).endpoint(), {
      proxy,
      host: hostOf(url),
      port: portOf(url),
      tls: httpTLSOptions(this.#tls),
    });
  }
}

function chooserOf(proxy: string | URL | ProxyChooser | undefined): ProxyChooser {
  if (proxy === undefined) return proxyFromEnvironment();
  if (typeof proxy === "function") return proxy;
  const server = new ProxyServer(proxy);
  return () => server;
}
