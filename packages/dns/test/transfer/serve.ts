import { type SimulatedHost, SimulatedNetwork } from "@twist/core/testing";
import { DNSDatagramServer } from "../../src/server/dns-datagram-server.js";
import { DNSServerFactory } from "../../src/server/dns-server-factory.js";
import type { DNSServerOptions } from "../../src/server/dns-server-options.js";

/** A network of hosts with an address each, on which servers of ours run. */
export function makeNetwork(): SimulatedNetwork {
  return new SimulatedNetwork({ link: { latencyMs: 5 }, maxVirtualMs: 400 * 86_400_000 });
}

/** Serves DNS by UDP and TCP at a host. */
export async function serve(host: SimulatedHost, options: DNSServerOptions): Promise<void> {
  await host.reactor.listenUDP(53, new DNSDatagramServer(options), { interface: "0.0.0.0" });
  await host.reactor.listenTCP(53, new DNSServerFactory(options));
}

/** What a promise came to, once nothing is left to happen on the network. */
export async function outcome<Value>(network: SimulatedNetwork, promise: PromiseLike<Value>): Promise<Value> {
  const settled = Promise.resolve(promise).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await network.run();
  const result = await settled;
  if ("error" in result) throw result.error;
  return result.value;
}

/** The records of something, as sorted text. */
export function texts(records: Iterable<{ toString(): string }>): string[] {
  return Array.from(records, String).sort();
}
