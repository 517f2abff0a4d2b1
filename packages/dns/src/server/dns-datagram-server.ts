import { type Address, DatagramProtocol, type IPAddress, type ReactorTime } from "@twist/core";
import type { AnswerSink } from "./answering.js";
import type { DNSQueryOrigin } from "./dns-query.js";
import { type DNSServerOptions, makeProcessor } from "./dns-server-options.js";
import { type DNSServerLimits, dnsServerLimits } from "./dns-server-limits.js";
import type { QueryProcessor } from "./query-processor.js";

/**
 * Ports that no client asks from, and whose services answer whatever they get (echo, discard, daytime, chargen): nothing is sent to
 * them. Another name server is no danger, since responses aren't answered.
 */
const forbiddenPorts: ReadonlySet<number> = new Set([0, 7, 9, 13, 17, 19]);

/**
 * A DNS server on UDP.
 *
 *     await datagramFromString(reactor, "udp:5353").listen(new DNSDatagramServer({ handlers: [authoritative(zones)] }));
 */
export class DNSDatagramServer extends DatagramProtocol {
  readonly #processor: QueryProcessor;
  readonly #limits: DNSServerLimits;
  #pending = 0;

  constructor(options: DNSServerOptions) {
    super();
    this.#limits = dnsServerLimits(options.limits);
    this.#processor = makeProcessor(options, this.#limits);
  }

  override datagramReceived(data: Buffer, from: IPAddress): void {
    if (forbiddenPorts.has(from.port) || this.#pending >= this.#limits.maxPendingQueries) return;
    this.#pending += 1;
    this.#processor.process(data, new DatagramOrigin(this.transport.clock, from), new DatagramSink(this, from));
  }

  /** For the answers. */
  answered(): void {
    this.#pending -= 1;
  }
}

class DatagramOrigin implements DNSQueryOrigin {
  readonly transport = "udp";
  readonly clock: ReactorTime;
  readonly peer: Address;

  constructor(clock: ReactorTime, peer: Address) {
    this.clock = clock;
    this.peer = peer;
  }
}

class DatagramSink implements AnswerSink {
  readonly #server: DNSDatagramServer;
  readonly #to: IPAddress;

  constructor(server: DNSDatagramServer, to: IPAddress) {
    this.#server = server;
    this.#to = to;
  }

  readonly isOpen = true;

  send(message: Buffer): boolean {
    return this.#server.transport.write(message, this.#to);
  }

  /** A datagram that there is no room for is lost, as it may be anywhere. */
  drained(): PromiseLike<void> {
    return Promise.resolve();
  }

  end(): void {
    this.#server.answered();
  }
}
