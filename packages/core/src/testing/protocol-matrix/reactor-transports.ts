import { SimulatedNetwork } from "../simulated-network/simulated-network.js";
import { SimulatedAuthority } from "../simulated-tls/simulated-authority.js";
import { closeAll, settled, until, type ComplianceWorld } from "../reactor-compliance/compliance-world.js";
import { streamKinds, type StreamKind } from "../reactor-compliance/stream-kind.js";
import { ConversationWatch } from "./conversation-watch.js";
import type { MatrixProtocol, MatrixTransport } from "./protocol-matrix.js";

/** TCP, TLS and UNIX sockets of any reactor. @param label What tells them from those of another: `"real"`. */
export function reactorTransports(
  label: string,
  openWorld: () => ComplianceWorld | PromiseLike<ComplianceWorld>,
): MatrixTransport[] {
  return streamKinds.map((kind) => ({
    name: `${label} ${kind.name}`,
    converse: async (protocol) => {
      const world = await openWorld();
      try {
        await converse(world, kind, protocol);
      } finally {
        await closeAll(world);
      }
    },
  }));
}

async function converse(world: ComplianceWorld, kind: StreamKind, protocol: MatrixProtocol): Promise<void> {
  const watch = new ConversationWatch(protocol.server(world.server), protocol.client(world.client));
  const port = await settled(world, kind.listen(world, watch.server));
  await settled(world, kind.connect(world, port, watch.client));
  await until(world, `the conversation in ${protocol.name} is over`, () => watch.over);
  await watch.check();
}

/** Two hosts of a simulated network, with certificates for them. */
export function openSimulatedWorld(seed = 1): ComplianceWorld {
  const net = new SimulatedNetwork({ seed, link: { latencyMs: 2, jitterMs: 1 } });
  const server = net.host("server.example");
  const authority = new SimulatedAuthority();
  return {
    server: server.reactor,
    client: net.host("client.example").reactor,
    address: "10.0.0.1",
    name: "server.example",
    certificate: authority.issue(["server.example"]),
    certificateName: "server.example",
    ca: authority.certificate,
    clientCertificate: authority.issue(["alice@example.org"]),
    unixPath: "/run/test.sock",
    turn: () => net.run(1),
    close: () => Promise.resolve(),
  };
}

/** TCP, TLS and UNIX sockets of the simulated network. */
export const simulatedTransports: readonly MatrixTransport[] = reactorTransports("simulated", () =>
  openSimulatedWorld(),
);
