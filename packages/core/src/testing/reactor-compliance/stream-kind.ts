import type { Deferred } from "../../deferred/deferred.js";
import type { ConnectOptions } from "../../reactor/reactor.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { ProtocolFactory } from "../../transport/protocol-factory.js";
import type { StreamProtocol } from "../../transport/transport.js";
import { settled, until, type ComplianceWorld } from "./compliance-world.js";
import { ComplianceFactory } from "./compliance-factory.js";
import { ComplianceProtocol } from "./compliance-protocol.js";

/** One way to have a stream between two reactors. */
export interface StreamKind {
  readonly name: "TCP" | "TLS" | "UNIX";
  listen(world: ComplianceWorld, factory: ProtocolFactory): Deferred<ListeningPort>;
  connect<P extends StreamProtocol>(
    world: ComplianceWorld,
    port: ListeningPort,
    factory: ProtocolFactory<P>,
    options?: ConnectOptions,
  ): Deferred<P>;
}

/** The number of a TCP port. */
export function portNumber({ address }: ListeningPort): number {
  return address.type === "tcp" ? address.port : 0;
}

export const streamKinds: readonly StreamKind[] = [
  {
    name: "TCP",
    listen: ({ server, address }, factory) => server.listenTCP(0, factory, { interface: address }),
    connect: ({ client, address }, port, factory, options) =>
      client.connectTCP(address, portNumber(port), factory, options),
  },
  {
    name: "TLS",
    listen: ({ server, address, certificate }, factory) =>
      server.listenTLS(0, factory, { certificate }, { interface: address }),
    connect: ({ client, address, ca, certificateName }, port, factory, options) =>
      client.connectTLS(address, portNumber(port), factory, { ...options, tls: { ca, serverName: certificateName } }),
  },
  {
    name: "UNIX",
    listen: ({ server, unixPath }, factory) => server.listenUNIX(unixPath, factory),
    connect: ({ server, unixPath }, _port, factory, options) => server.connectUNIX(unixPath, factory, options),
  },
];

/** Both ends of a connection, and the port. */
export interface Joined<S extends ComplianceProtocol, C extends ComplianceProtocol> {
  readonly port: ListeningPort;
  readonly factory: ComplianceFactory<S>;
  readonly server: S;
  readonly client: C;
}

/** Listens and connects. */
export async function join<S extends ComplianceProtocol, C extends ComplianceProtocol>(
  world: ComplianceWorld,
  kind: StreamKind,
  makeServer: () => S,
  makeClient: () => C,
): Promise<Joined<S, C>> {
  const factory = new ComplianceFactory(makeServer);
  const port = await settled(world, kind.listen(world, factory));
  const client = await settled(world, kind.connect(world, port, new ComplianceFactory(makeClient)));
  await until(world, "the server has a connection", () => factory.built.length > 0);
  const [server] = factory.built;
  if (server === undefined) throw new Error("The server has built no protocol.");
  return { port, factory, server, client };
}

export const plain = (): ComplianceProtocol => new ComplianceProtocol();

export function echo(): ComplianceProtocol {
  const protocol = new ComplianceProtocol();
  protocol.onData = (data) => {
    protocol.transport.write(data);
  };
  return protocol;
}
