/** What TLS agrees on, and what it refuses. */

import { deepEqual, equal, match, ok, throws } from "node:assert/strict";

import { logPublisher } from "../../logging/log-publisher.js";
import { ConnectionAborted, TLSHandshakeError } from "../../transport/connection-errors.js";
import type { ListeningPort } from "../../transport/listening-port.js";
import type { TLSClientOptions, TLSServerOptions } from "../../transport/tls-options.js";
import { failure, settled, until, type CaseBody, type ComplianceWorld } from "./compliance-world.js";
import { ComplianceFactory } from "./compliance-factory.js";
import type { ComplianceProtocol } from "./compliance-protocol.js";
import { echo, plain, portNumber, streamKinds, join } from "./stream-kind.js";

interface TLSPort {
  readonly port: ListeningPort;
  readonly servers: ComplianceFactory;
  connect(tls?: TLSClientOptions): PromiseLike<ComplianceProtocol>;
}

async function listen(world: ComplianceWorld, options: Partial<TLSServerOptions> = {}): Promise<TLSPort> {
  const { server, client, address, certificate, certificateName, ca } = world;
  const servers = new ComplianceFactory(echo);
  const port = await settled(world, server.listenTLS(0, servers, { certificate, ...options }, { interface: address }));
  return {
    port,
    servers,
    connect: (tls = {}) =>
      client.connectTLS(address, portNumber(port), new ComplianceFactory(plain), {
        tls: { ca, serverName: certificateName, ...tls },
      }),
  };
}

async function refused(world: ComplianceWorld, tlsPort: TLSPort, tls: TLSClientOptions = {}): Promise<void> {
  const error = await failure(world, tlsPort.connect(tls));
  ok(error instanceof TLSHandshakeError, String(error));
  equal(tlsPort.servers.built.length, 0);
  await settled(world, tlsPort.port.stopListening());
}

const [tcp] = streamKinds;

export const tlsCases: Record<string, CaseBody> = {
  "agrees on a protocol by ALPN, and knows name and certificate": async (world) => {
    const { connect, servers } = await listen(world, { alpnProtocols: ["imap", "pop3"] });
    const client = await settled(world, connect({ alpnProtocols: ["pop3", "imap"] }));
    await until(world, "the server's side", () => servers.built.length === 1);
    const server = servers.built[0]?.transport.secure;
    const { secure } = client.transport;
    ok(secure !== undefined && server !== undefined);
    deepEqual([secure.alpnProtocol, server.alpnProtocol], ["imap", "imap"]);
    equal(secure.authorized, true);
    equal(server.serverName, world.certificateName);
    match(secure.peerCertificate?.fingerprint256 ?? "", /^[0-9a-f]{64}$/);
    deepEqual(secure.peerCertificate?.raw, server.ownCertificate);
    equal(client.handshakes, 0);
    const label = "EXPORTER-Channel-Binding";
    deepEqual(secure.exportKeyingMaterial(32, label), server.exportKeyingMaterial(32, label));
  },

  "offers by ALPN what its factory speaks, where the options don't say": async (world) => {
    const { server, client, address, certificate, certificateName, ca } = world;
    const servers = Object.assign(new ComplianceFactory(echo), { alpnProtocols: ["imap", "pop3"] });
    const agreed = async (options: Partial<TLSServerOptions>): Promise<string | undefined> => {
      const listening = server.listenTLS(0, servers, { certificate, ...options }, { interface: address });
      const port = await settled(world, listening);
      const tls = { ca, serverName: certificateName, alpnProtocols: ["pop3", "smtp"] };
      const connecting = client.connectTLS(address, portNumber(port), new ComplianceFactory(plain), { tls });
      const { transport } = await settled(world, connecting);
      const id = transport.secure?.alpnProtocol;
      await settled(world, port.stopListening());
      return id;
    };
    equal(await agreed({}), "pop3");
    equal(await agreed({ alpnProtocols: ["smtp"] }), "smtp");
    equal(await agreed({ alpnProtocols: [] }), undefined);
  },

  "refuses a server whose certificate nobody vouches for": async (world) => {
    await refused(world, await listen(world, { certificate: world.certificate }), { ca: [] });
  },

  "refuses a server with another name": async (world) => {
    await refused(world, await listen(world), { serverName: "elsewhere.example" });
  },

  "takes any server where nothing is verified": async (world) => {
    const { connect } = await listen(world);
    const client = await settled(world, connect({ ca: [], serverName: "elsewhere.example", verify: false }));
    equal(client.transport.secure?.authorized, false);
  },

  "refuses a client that speaks none of the server's protocols": async (world) => {
    await refused(world, await listen(world, { alpnProtocols: ["h2"] }), { alpnProtocols: ["imap"] });
  },

  "refuses a client for whose server name there is no certificate": async (world) => {
    await refused(world, await listen(world, { certificate: { certificateFor: () => undefined } }));
  },

  "knows the client by its certificate": async (world) => {
    const { connect, servers } = await listen(world, { clientCertificate: "require", ca: world.ca });
    await settled(world, connect({ certificate: world.clientCertificate }));
    await until(world, "the server's side", () => servers.built.length === 1);
    const secure = servers.built[0]?.transport.secure;
    equal(secure?.authorized, true);
    ok(secure.peerCertificate !== undefined);
  },

  "builds no protocol for a client without the certificate that is required": async (world) => {
    const { connect, servers, port } = await listen(world, { clientCertificate: "require", ca: world.ca });
    // In TLS 1.3 the client is done before the server has looked at its certificate.
    const client = await settled(
      world,
      Promise.resolve(connect()).catch(() => undefined),
    );
    if (client !== undefined) await until(world, "the client's end", () => client.ends.length === 1);
    equal(servers.built.length, 0);
    await settled(world, port.stopListening());
  },

  "builds no protocol for a peer that does not speak TLS": async (world) => {
    const { port, servers } = await listen(world);
    const client = await settled(
      world,
      world.client.connectTCP(world.address, portNumber(port), new ComplianceFactory(plain)),
    );
    client.transport.write("EHLO client.example\r\n");
    await until(world, "the end", () => client.ends.length === 1);
    equal(servers.built.length, 0);
  },

  "gives up a handshake that takes too long": async (world) => {
    const { port, servers } = await listen(world, { handshakeTimeoutMs: 20 });
    const client = await settled(
      world,
      world.client.connectTCP(world.address, portNumber(port), new ComplianceFactory(plain)),
    );
    await until(world, "the end", () => client.ends.length === 1);
    equal(servers.built.length, 0);
  },

  "turns a live connection into TLS, with what was written before in clear": async (world) => {
    if (tcp === undefined) throw new Error("There is no TCP.");
    const { server, client } = await join(world, tcp, plain, plain);
    const { certificate, ca, certificateName } = world;
    server.onData = (data) => {
      if (data.toString() !== "STARTTLS") return;
      server.transport.write("go");
      server.transport.startTLS({ role: "server", certificate });
      server.transport.write("welcome");
    };
    client.onData = () => {
      if (client.text === "go") client.transport.startTLS({ role: "client", ca, serverName: certificateName });
    };
    client.transport.write("STARTTLS");
    await until(world, "the first encrypted words", () => client.text === "gowelcome");
    deepEqual([client.handshakes, server.handshakes], [1, 1]);
    equal(client.transport.secure?.authorized, true);
    client.transport.write("secret");
    await until(world, "the secret", () => server.text === "STARTTLSsecret");
    throws(() => {
      client.transport.startTLS({ role: "client", ca, serverName: certificateName });
    }, TypeError);
  },

  "takes bytes that came before startTLS for an attack": async (world) => {
    if (tcp === undefined) throw new Error("There is no TCP.");
    const { server } = await join(world, tcp, plain, plain);
    server.transport.startTLS({ role: "server", certificate: world.certificate }, Buffer.from("RCPT TO"));
    await until(world, "the end", () => server.ends.length === 1);
    ok(server.ends[0] instanceof ConnectionAborted);
  },

  "speaks TLS over any transport, also over TLS": async (world) => {
    const tls = streamKinds.find(({ name }) => name === "TLS");
    if (tls === undefined) throw new Error("There is no TLS.");
    const { server, client } = await join(world, tls, plain, plain);
    const inner = { server: echo(), client: plain() };
    const { certificate, ca, certificateName } = world;
    const secured = world.server.startTLSOver(server.transport, inner.server, { role: "server", certificate });
    await settled(
      world,
      world.client.startTLSOver(client.transport, inner.client, { role: "client", ca, serverName: certificateName }),
    );
    await settled(world, secured);
    const much = "y".repeat(100_000);
    inner.client.transport.write(much);
    await until(world, "the echo", () => inner.client.text.length === much.length);
    inner.client.transport.loseConnection();
    await until(world, "both ends", () => inner.client.ends.length === 1 && inner.server.ends.length === 1);
    deepEqual([server.events, client.events], [["made"], ["made"]]);
  },

  "aborts the transport below where a handshake over it fails": async (world) => {
    if (tcp === undefined) throw new Error("There is no TCP.");
    const { client } = await join(world, tcp, echo, plain);
    const inner = plain();
    const stopListening = logPublisher.addObserver(() => undefined);
    const attempt = world.client.startTLSOver(client.transport, inner, {
      role: "client",
      ca: world.ca,
      serverName: world.certificateName,
    });
    ok((await failure(world, attempt)) instanceof TLSHandshakeError);
    stopListening();
    deepEqual(inner.events, []);
    equal(client.transport.connected, false);
  },
};
