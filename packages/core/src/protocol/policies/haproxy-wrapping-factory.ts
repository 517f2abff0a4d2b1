import { connectionRefused } from "../../logging/diagnostics.js";
import type { Address } from "../../transport/address.js";
import { AddressList } from "../../transport/address-list.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import { assertLimit, defaultLimits } from "../../wire/limits.js";
import { HAProxyProtocol, type HAProxyProtocolOptions } from "./haproxy-protocol.js";

/** Options of `HAProxyWrappingFactory`. */
export interface HAProxyWrappingFactoryOptions {
  /**
   * The proxies that are believed: addresses, networks in CIDR notation, and `"unix"` for peers that have no network address,
   * as on UNIX sockets and pipes. @default ["127.0.0.0/8", "::1", "unix"], this machine itself
   */
  readonly trusted?: readonly string[];
  /** How long the header may take, in milliseconds, `Infinity` for no limit. @default 10_000, `defaultLimits.handshakeTimeoutMs` */
  readonly timeoutMs?: number;
  /** Bytes of a version 2 header, all of it; one of version 1 has 107 at the most. @default 4096 */
  readonly maxHeaderBytes?: number;
}

/**
 * For a server behind a proxy that speaks the PROXY protocol, version 1 or 2 (Twisted's HAProxyWrappingFactory). Each connection has to
 * begin with a header; `transport.peer` and `transport.host` are then the client's, and so is the peer that `buildProtocol` is
 * asked about. A header is a claim about who somebody is, so only listed proxies may connect at all.
 */
export class HAProxyWrappingFactory implements ProtocolFactory<HAProxyProtocol> {
  readonly #wrappedFactory: ProtocolFactory;
  readonly #trusted: AddressList;
  readonly #trustsUnix: boolean;
  readonly #options: HAProxyProtocolOptions;

  /**
   * @throws {TypeError} where an entry of `trusted` is neither an address, a network, nor `"unix"`.
   * @throws {RangeError} where a prefix is too long, or a limit is none.
   */
  constructor(wrappedFactory: ProtocolFactory, options: HAProxyWrappingFactoryOptions = {}) {
    const {
      trusted = ["127.0.0.0/8", "::1", "unix"],
      timeoutMs = defaultLimits.handshakeTimeoutMs,
      maxHeaderBytes = 4096,
    } = options;
    assertLimit("timeoutMs", timeoutMs);
    assertLimit("maxHeaderBytes", maxHeaderBytes);
    this.#wrappedFactory = wrappedFactory;
    this.#trusted = new AddressList(trusted.filter((entry) => entry !== "unix"));
    this.#trustsUnix = trusted.includes("unix");
    this.#options = { timeoutMs, maxHeaderBytes };
  }

  get alpnProtocols(): readonly string[] | undefined {
    return this.#wrappedFactory.alpnProtocols;
  }

  buildProtocol(peer: Address): HAProxyProtocol | undefined {
    if (this.#trusts(peer)) return new HAProxyProtocol(this.#wrappedFactory, this.#options);
    connectionRefused(peer, "not a trusted proxy");
    return undefined;
  }

  doStart(): void {
    this.#wrappedFactory.doStart();
  }

  doStop(): void {
    this.#wrappedFactory.doStop();
  }

  #trusts(peer: Address): boolean {
    return peer.type === "tcp" || peer.type === "udp" ? this.#trusted.has(peer.host) : this.#trustsUnix;
  }
}
