import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Deferred } from "../../../src/deferred/deferred.js";
import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import { ConnectedPair } from "../../../src/testing/connected-pair.js";
import { build, ConversationWatch } from "../../../src/testing/protocol-matrix/conversation-watch.js";
import type { MatrixProtocol, MatrixTransport } from "../../../src/testing/protocol-matrix/protocol-matrix.js";
import { reactorTransports } from "../../../src/testing/protocol-matrix/reactor-transports.js";
import type { ComplianceWorld } from "../../../src/testing/reactor-compliance/compliance-world.js";
import { authority, certificate } from "../../reactor/node/certificates.js";

/** The real reactor, with a folder for UNIX sockets and certificates for localhost. */
export async function openRealWorld(): Promise<ComplianceWorld> {
  const reactor = new NodeReactor();
  const folder = await mkdtemp(join(tmpdir(), "twist-"));
  return {
    server: reactor,
    client: reactor,
    address: "127.0.0.1",
    name: "localhost",
    certificate: certificate("localhost"),
    certificateName: "localhost",
    ca: authority,
    clientCertificate: certificate("alice"),
    unixPath: join(folder, "test.sock"),
    turn: () => turn(reactor),
    close: () => rm(folder, { recursive: true }),
  };
}

const hooks = new URL("./typescript-hooks.mjs", import.meta.url).href;
const program = fileURLToPath(new URL("./stdio-program.ts", import.meta.url));

function turn(reactor: NodeReactor): Promise<void> {
  return new Promise((resolve) => {
    reactor.callLater(1, resolve);
  });
}

/** Nobody waits longer than this for real transports. */
async function wait(reactor: NodeReactor, watch: ConversationWatch, pump = (): void => undefined): Promise<void> {
  const deadline = reactor.now() + 15_000;
  while (!watch.over && reactor.now() < deadline) {
    pump();
    await turn(reactor);
  }
  await watch.check();
}

function programArguments(protocol: MatrixProtocol, side: "server" | "client"): string[] {
  if (protocol.source === undefined)
    throw new TypeError(`${protocol.name} does not say where another process finds it.`);
  const { module, exportName } = protocol.source;
  return ["--import", hooks, program, module.href, exportName, side];
}

/** The client here, the server on the standard input and output of a child. */
async function overStdio(protocol: MatrixProtocol): Promise<void> {
  const reactor = new NodeReactor();
  const client = protocol.client(reactor);
  const watch = new ConversationWatch(
    Factory.from(() => undefined),
    client,
  );
  await reactor.connectProcess(process.execPath, watch.client, { args: programArguments(protocol, "server") });
  await wait(reactor, watch);
}

/** The server here, on the pipes of a child; the client is the child, and leaves its verdict in a file. */
async function overProcess(protocol: MatrixProtocol): Promise<void> {
  const reactor = new NodeReactor();
  const folder = await mkdtemp(join(tmpdir(), "twist-"));
  const verdict = join(folder, "verdict");
  const ended = new Deferred<void>();
  const inner = protocol.server(reactor);
  const server = Factory.from((peer) => {
    const built = build(inner, peer);
    const connectionLost = built.connectionLost.bind(built);
    built.connectionLost = (reason) => {
      connectionLost(reason);
      ended.callback(undefined);
    };
    return built;
  });
  const done = ended.addCallback(async () => {
    const text = await readFile(verdict, "utf8");
    if (text !== "content") throw new Error(text);
  });
  try {
    const watch = new ConversationWatch(server, { factory: server, done });
    await reactor.connectProcess(process.execPath, watch.server, {
      args: [...programArguments(protocol, "client"), verdict],
    });
    await wait(reactor, watch);
  } finally {
    await rm(folder, { recursive: true });
  }
}

class Nobody extends Protocol {}

/** OpenSSL over a connected pair. */
async function tlsOverMemory(protocol: MatrixProtocol): Promise<void> {
  const reactor = new NodeReactor();
  const pair = new ConnectedPair();
  const watch = new ConversationWatch(protocol.server(reactor), protocol.client(reactor));
  pair.server.start(new Nobody());
  pair.client.start(new Nobody());
  const address = { type: "memory", name: "matrix" } as const;
  void reactor.startTLSOver(pair.server, build(watch.server, address), {
    role: "server",
    certificate: certificate("localhost"),
  });
  void reactor.startTLSOver(pair.client, build(watch.client, address), {
    role: "client",
    ca: authority,
    serverName: "localhost",
  });
  await wait(reactor, watch, () => {
    pair.flush();
  });
}

/** What really goes through the kernel, or through OpenSSL. */
export const realTransports: readonly MatrixTransport[] = [
  ...reactorTransports("real", openRealWorld),
  { name: "the standard input and output of a child process", converse: overStdio },
  { name: "the pipes to a child process", converse: overProcess },
  { name: "real TLS over a memory pair", converse: tlsOverMemory },
];
