import type { Deferred } from "../deferred/deferred.js";
import { succeed } from "../deferred/succeed.js";
import type { ReactorTime } from "../deferred/reactor-time.js";
import { Factory } from "../protocol/factory.js";
import { defaultConnectTimeoutMs } from "../reactor/connect-defaults.js";
import type { ConnectOptions, ReactorNameResolver, ReactorTCP, ReactorTLS } from "../reactor/reactor.js";
import { ConnectError, ConnectTimeoutError } from "../transport/connection-errors.js";
import type { ProtocolFactory } from "../transport/protocol-factory.js";
import type { TLSClientOptions } from "../transport/tls-options.js";
import type { StreamProtocol } from "../transport/transport.js";
import { parseDescription, type Description } from "./description.js";
import { DescriptionReader } from "./description-reader.js";
import type { ClientEndpoint } from "./endpoint.js";
import { HTTPConnectProtocol, type HTTPConnectOptions, type Tunnel } from "./http-connect.js";
import { TCPClientEndpoint } from "./tcp-client-endpoint.js";
import { readTLSClientOptions } from "./tls-client-endpoint.js";

export interface ProxyClientOptions extends HTTPConnectOptions {
  /** TLS inside the tunnel, with the far end. @default none */
  readonly tls?: TLSClientOptions;
}

/**
 * Connects through an HTTP proxy:
 * `proxy:PROXYHOST:PROXYPORT[:user=NAME:password=PASSWORD]:tcp:HOST:PORT`, or with `tls:HOST:PORT` at its end.
 */
export class ProxyClientEndpoint implements ClientEndpoint {
  readonly #reactor: ReactorTLS & ReactorTime;
  readonly #proxy: ClientEndpoint;
  readonly #options: ProxyClientOptions;

  constructor(reactor: ReactorTLS & ReactorTime, proxy: ClientEndpoint, options: ProxyClientOptions) {
    this.#reactor = reactor;
    this.#proxy = proxy;
    this.#options = options;
  }

  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>, options: ConnectOptions = {}): Deferred<P> {
    const timeoutMs = options.timeoutMs ?? defaultConnectTimeoutMs;
    factory.doStart();
    const connected = this.#proxy
      .connect(
        Factory.from(() => new HTTPConnectProtocol(this.#options)),
        { timeoutMs },
      )
      .addCallback((protocol) => protocol.tunnel)
      .addCallback((tunnel) => this.#speakThrough(tunnel, factory))
      .addTimeout(timeoutMs, this.#reactor, () => {
        throw new ConnectTimeoutError(`No tunnel to "${this.#options.host}" within ${String(timeoutMs)} ms.`);
      })
      .addFinally(() => {
        factory.doStop();
      });
    return connected.withSignal(options.signal);
  }

  #speakThrough<P extends StreamProtocol>(tunnel: Tunnel, factory: ProtocolFactory<P>): Deferred<P> {
    const protocol = factory.buildProtocol(tunnel.transport.peer);
    if (protocol === undefined) {
      tunnel.transport.abortConnection();
      throw new ConnectError("The factory refused the connection.");
    }
    const { tls, host } = this.#options;
    if (tls === undefined) {
      tunnel.transport.switchProtocol(protocol, tunnel.leftover);
      return succeed(protocol);
    }
    if (tunnel.leftover.length > 0) {
      tunnel.transport.abortConnection();
      throw new ConnectError("The proxy sent bytes into the tunnel before the TLS handshake.");
    }
    return this.#reactor
      .startTLSOver(tunnel.transport, protocol, { serverName: host, ...tls, role: "client" })
      .addCallback(() => protocol);
  }
}

/** Reads a `proxy:` description. The tunnel's end is described as a `tcp:` or `tls:` client. */
export function readProxyClient(
  reactor: ReactorTCP & ReactorTLS & ReactorNameResolver & ReactorTime,
  description: Description,
): ProxyClientEndpoint {
  const reader = new DescriptionReader(description, 2);
  const proxyHost = reader.requiredText("host", "the proxy's host");
  const proxyPort = reader.port(1);
  const user = reader.option("user");
  const password = reader.option("password");
  const inner = new DescriptionReader(parseDescription(reader.nested(":tcp:HOST:PORT")));
  reader.finish();
  if ((user === undefined) !== (password === undefined))
    throw reader.error('"user=" and "password=" come together or not at all');
  const { prefix } = inner.description;
  if (prefix !== "tcp" && prefix !== "tls")
    throw reader.error(`a tunnel ends in "tcp:" or "tls:", not in "${prefix}:"`);
  const host = inner.requiredText("host", "the host");
  const port = inner.port(1);
  const tls = prefix === "tls" ? readTLSClientOptions(inner) : undefined;
  inner.finish();
  return new ProxyClientEndpoint(reactor, new TCPClientEndpoint(reactor, proxyHost, proxyPort), {
    host,
    port,
    ...(tls === undefined ? {} : { tls }),
    ...(user === undefined || password === undefined ? {} : { credentials: { user, password } }),
  });
}
