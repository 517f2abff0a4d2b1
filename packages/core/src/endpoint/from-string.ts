/**
 * From a description to an endpoint. Each prefix has a parser; a package adds prefixes of its own with `registerServerEndpoint` and
 * its kin (`ssh:user@host:…`, `ws:`), and they then work wherever a description is taken, inside other descriptions too.
 */

import type { Reactor } from "../reactor/reactor.js";
import { parseDescription, type Description } from "./description.js";
import { DescriptionReader } from "./description-reader.js";
import type { ClientEndpoint, DatagramEndpoint, ServerEndpoint } from "./endpoint.js";
import { EndpointDescriptionError } from "./endpoint-error.js";
import { readFDServer } from "./fd-server-endpoint.js";
import { readHAProxyServer } from "./haproxy-server-endpoint.js";
import { readProcessClient } from "./process-client-endpoint.js";
import { readProxyClient } from "./proxy-client-endpoint.js";
import { readStdioServer } from "./stdio-server-endpoint.js";
import { readSystemdServer } from "./systemd-server-endpoint.js";
import { readTCPClient } from "./tcp-client-endpoint.js";
import { readTCPServer } from "./tcp-server-endpoint.js";
import { readTLSClient } from "./tls-client-endpoint.js";
import { readTLSServer } from "./tls-server-endpoint.js";
import { readUDP } from "./udp-endpoint.js";
import { readUNIXClient } from "./unix-client-endpoint.js";
import { readUNIXServer } from "./unix-server-endpoint.js";

/**
 * Makes an endpoint of a description that has this parser's prefix. Read it with a `DescriptionReader` that ends in `finish()`.
 * A parser whose endpoint wraps another makes that one with `make`.
 */
export type EndpointParser<E> = (reactor: Reactor, description: Description, make: (text: string) => E) => E;

class EndpointRegistry<E> {
  readonly #kind: string;
  readonly #parsers: Map<string, EndpointParser<E>>;

  constructor(kind: string, parsers: Readonly<Record<string, EndpointParser<E>>>) {
    this.#kind = kind;
    this.#parsers = new Map(Object.entries(parsers));
  }

  register(prefix: string, parser: EndpointParser<E>): void {
    if (this.#parsers.has(prefix)) throw new TypeError(`There is a ${this.#kind} endpoint "${prefix}:" already.`);
    this.#parsers.set(prefix, parser);
  }

  make(reactor: Reactor, text: string): E {
    const description = parseDescription(text);
    const parser = this.#parsers.get(description.prefix);
    if (parser === undefined) {
      const known = [...this.#parsers.keys()].map((prefix) => `${prefix}:`).join(", ");
      throw new EndpointDescriptionError(
        `In the endpoint "${text}": "${description.prefix}:" is no ${this.#kind} endpoint (there are ${known}).`,
      );
    }
    return parser(reactor, description, (nested) => this.make(reactor, nested));
  }
}

const servers = new EndpointRegistry<ServerEndpoint>("server", {
  tcp: (reactor, description) => readTCPServer(reactor, new DescriptionReader(description)),
  tls: (reactor, description) => readTLSServer(reactor, new DescriptionReader(description)),
  unix: (reactor, description) => readUNIXServer(reactor, new DescriptionReader(description)),
  stdio: (reactor, description) => readStdioServer(reactor, new DescriptionReader(description)),
  systemd: (reactor, description) => readSystemdServer(reactor, new DescriptionReader(description)),
  fd: (reactor, description) => readFDServer(reactor, new DescriptionReader(description)),
  haproxy: (_reactor, description, make) => readHAProxyServer(description, make),
});

const clients = new EndpointRegistry<ClientEndpoint>("client", {
  tcp: (reactor, description) => readTCPClient(reactor, new DescriptionReader(description)),
  tls: (reactor, description) => readTLSClient(reactor, new DescriptionReader(description)),
  unix: (reactor, description) => readUNIXClient(reactor, new DescriptionReader(description)),
  process: (reactor, description) => readProcessClient(reactor, new DescriptionReader(description)),
  proxy: (reactor, description) => readProxyClient(reactor, description),
});

const datagrams = new EndpointRegistry<DatagramEndpoint>("datagram", {
  udp: (reactor, description) => readUDP(reactor, new DescriptionReader(description)),
});

/**
 * The server endpoint that `description` stands for, for example `tcp:8080:interface=127.0.0.1`.
 * @throws {EndpointDescriptionError} which names the part that is wrong.
 */
export function serverFromString(reactor: Reactor, description: string): ServerEndpoint {
  return servers.make(reactor, description);
}

/**
 * The client endpoint that `description` stands for, for example `tls:example.com:443`.
 * @throws {EndpointDescriptionError} which names the part that is wrong.
 */
export function clientFromString(reactor: Reactor, description: string): ClientEndpoint {
  return clients.make(reactor, description);
}

/**
 * The datagram endpoint that `description` stands for, for example `udp:5353`.
 * @throws {EndpointDescriptionError} which names the part that is wrong.
 */
export function datagramFromString(reactor: Reactor, description: string): DatagramEndpoint {
  return datagrams.make(reactor, description);
}

/** Adds a prefix for `serverFromString`. @throws {TypeError} where it is taken. */
export function registerServerEndpoint(prefix: string, parser: EndpointParser<ServerEndpoint>): void {
  servers.register(prefix, parser);
}

/** Adds a prefix for `clientFromString`. @throws {TypeError} where it is taken. */
export function registerClientEndpoint(prefix: string, parser: EndpointParser<ClientEndpoint>): void {
  clients.register(prefix, parser);
}

/** Adds a prefix for `datagramFromString`. @throws {TypeError} where it is taken. */
export function registerDatagramEndpoint(prefix: string, parser: EndpointParser<DatagramEndpoint>): void {
  datagrams.register(prefix, parser);
}
