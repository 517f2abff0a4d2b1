import { Factory } from "@twist/core";
import { LimitingFactory } from "@twist/core/policies";
import { DNSServerProtocol } from "./dns-server-protocol.js";
import { type DNSServerOptions, makeProcessor } from "./dns-server-options.js";
import { type DNSServerLimits, dnsServerLimits } from "./dns-server-limits.js";
import type { QueryProcessor } from "./query-processor.js";

class UnlimitedDNSServerFactory extends Factory<DNSServerProtocol> {
  /** DNS over TLS. Zone transfer by TLS insists on it (RFC 9103 §7). */
  readonly alpnProtocols = ["dot"];
  readonly #processor: QueryProcessor;
  readonly #limits: DNSServerLimits;

  constructor(options: DNSServerOptions, limits: DNSServerLimits) {
    super();
    this.#limits = limits;
    this.#processor = makeProcessor(options, limits);
  }

  override buildProtocol(): DNSServerProtocol {
    const protocol = new DNSServerProtocol(this.#processor, this.#limits);
    protocol.factory = this;
    return protocol;
  }
}

/**
 * Makes DNS servers out of connections, of TCP or TLS, with limits on how many there are.
 *
 *     await serverFromString(reactor, "tcp:5353").listen(new DNSServerFactory({ handlers: [authoritative(zones)] }));
 */
export class DNSServerFactory extends LimitingFactory<DNSServerProtocol> {
  /** @throws {RangeError} where a limit can't be one. */
  constructor(options: DNSServerOptions) {
    const limits = dnsServerLimits(options.limits);
    super(new UnlimitedDNSServerFactory(options, limits), {
      maxConnections: limits.maxConnections,
      maxConnectionsPerAddress: limits.maxConnectionsPerAddress,
    });
  }
}
