import { connectionRefused } from "../../logging/diagnostics.js";
import type { Address } from "../../transport/address.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { assertLimit, defaultLimits } from "../../wire/limits.js";
import { ConnectionCount, type ConnectionLimits } from "./connection-count.js";
import { CountedProtocol } from "./counted-protocol.js";
import { RefusingProtocol } from "./refusing-protocol.js";

/** Options of `LimitingFactory`. A limit is a positive integer, or `Infinity` for none. */
export interface LimitingFactoryOptions {
  /** Connections at a time. @default 10_000, `defaultLimits.maxConnections` */
  readonly maxConnections?: number;
  /**
   * Connections at a time from one address; an IPv6 network of /64 counts as one, UNIX sockets and pipes are not
   * counted. @default 100, `defaultLimits.maxConnectionsPerAddress`
   */
  readonly maxConnectionsPerAddress?: number;
  /** Where connections are counted. Factories with the same one share their limits. @default its own */
  readonly count?: ConnectionCount;
  /** What one that is refused is told before it is closed. @default nothing */
  readonly refusal?: Uint8Array | string;
  /** Refused connections that are told so at a time; those beyond are closed at once. @default 100 */
  readonly maxRefusals?: number;
}

/** Refuses connections that are too many, in all or from one address (Twisted's LimitTotalConnectionsFactory). */
export class LimitingFactory<P extends StreamProtocol = StreamProtocol> implements ProtocolFactory<
  CountedProtocol<P | RefusingProtocol>
> {
  /** The connections that are counted. */
  readonly count: ConnectionCount;
  readonly #wrappedFactory: ProtocolFactory<P>;
  readonly #limits: ConnectionLimits;
  readonly #refusal: Uint8Array | string | undefined;
  readonly #maxRefusals: number;
  readonly #refusals = new ConnectionCount();

  /** @throws {RangeError} where a limit is neither a positive integer nor `Infinity`. */
  constructor(wrappedFactory: ProtocolFactory<P>, options: LimitingFactoryOptions = {}) {
    const {
      maxConnections = defaultLimits.maxConnections,
      maxConnectionsPerAddress = defaultLimits.maxConnectionsPerAddress,
      maxRefusals = 100,
    } = options;
    assertLimit("maxConnections", maxConnections);
    assertLimit("maxConnectionsPerAddress", maxConnectionsPerAddress);
    assertLimit("maxRefusals", maxRefusals);
    this.count = options.count ?? new ConnectionCount();
    this.#wrappedFactory = wrappedFactory;
    this.#limits = { maxConnections, maxConnectionsPerAddress };
    this.#refusal = options.refusal;
    this.#maxRefusals = maxRefusals;
  }

  get alpnProtocols(): readonly string[] | undefined {
    return this.#wrappedFactory.alpnProtocols;
  }

  buildProtocol(peer: Address): CountedProtocol<P | RefusingProtocol> | undefined {
    const limit = this.count.overLimit(peer, this.#limits);
    if (limit !== undefined) return this.#refuse(peer, limit);
    const protocol = this.#wrappedFactory.buildProtocol(peer);
    return protocol === undefined ? undefined : new CountedProtocol(protocol, this.count, peer);
  }

  doStart(): void {
    this.#wrappedFactory.doStart();
  }

  doStop(): void {
    this.#wrappedFactory.doStop();
  }

  #refuse(peer: Address, limit: keyof ConnectionLimits): CountedProtocol<RefusingProtocol> | undefined {
    connectionRefused(peer, limit);
    if (this.#refusal === undefined || this.#refusals.total >= this.#maxRefusals) return undefined;
    return new CountedProtocol(new RefusingProtocol(this.#refusal), this.#refusals, peer);
  }
}
