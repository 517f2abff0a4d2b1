import { ConnectedPair } from "../connected-pair.js";
import { SeededRandom } from "../seeded-random.js";
import { SimulatedAuthority } from "../simulated-tls/simulated-authority.js";
import { startSimulatedTLSOver } from "../simulated-tls/tls-over-transport.js";
import { Protocol } from "../../protocol/protocol.js";
import { build, ConversationWatch } from "./conversation-watch.js";
import type { MatrixProtocol, MatrixTransport } from "./protocol-matrix.js";

class Nobody extends Protocol {}

const address = { type: "memory", name: "matrix" } as const;
/** More virtual time than any conversation should take. */
const longestMs = 60_000;

async function talk(pair: ConnectedPair, watch: ConversationWatch): Promise<void> {
  const until = pair.clock.now() + longestMs;
  while (!watch.over && pair.clock.now() < until) await pair.advanceAsync(10);
  await watch.check();
}

async function memoryPair(protocol: MatrixProtocol, pair: ConnectedPair): Promise<void> {
  const watch = new ConversationWatch(protocol.server(pair.clock), protocol.client(pair.clock));
  pair.server.start(build(watch.server, address));
  pair.client.start(build(watch.client, address));
  await talk(pair, watch);
}

async function tlsOverMemory(protocol: MatrixProtocol, nested: boolean): Promise<void> {
  const authority = new SimulatedAuthority();
  const certificate = authority.issue(["matrix.example"]);
  const server = { role: "server", certificate } as const;
  const client = { role: "client", ca: authority.certificate, serverName: "matrix.example" } as const;
  const pair = new ConnectedPair({ seed: 1, chunkSize: 100 });
  const watch = new ConversationWatch(protocol.server(pair.clock), protocol.client(pair.clock));
  const ends = { server: new Nobody(), client: new Nobody() };
  pair.server.start(ends.server);
  pair.client.start(ends.client);
  if (nested) {
    ends.server.transport.startTLS(server);
    ends.client.transport.startTLS(client);
    await pair.flushAsync();
  }
  const random = new SeededRandom(1);
  void startSimulatedTLSOver(ends.server.transport, build(watch.server, address), server, random);
  void startSimulatedTLSOver(ends.client.transport, build(watch.client, address), client, random);
  await talk(pair, watch);
}

/** What needs no network: connected pairs, and simulated TLS over them. */
export const memoryTransports: readonly MatrixTransport[] = [
  { name: "a memory pair", converse: (protocol) => memoryPair(protocol, new ConnectedPair()) },
  {
    name: "a memory pair, byte by byte",
    converse: (protocol) => memoryPair(protocol, new ConnectedPair({ chunkSize: 1 })),
  },
  {
    name: "a memory pair, at random splits",
    converse: (protocol) => memoryPair(protocol, new ConnectedPair({ seed: 1, chunkSize: 20 })),
  },
  { name: "simulated TLS over a memory pair", converse: (protocol) => tlsOverMemory(protocol, false) },
  {
    name: "simulated TLS over simulated TLS over a memory pair",
    converse: (protocol) => tlsOverMemory(protocol, true),
  },
];
