import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import {
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  TLSHandshakeError,
} from "../../../src/transport/connection-errors.js";
import type { StartTLSOptions } from "../../../src/transport/tls-options.js";
import type { Transport } from "../../../src/transport/transport.js";
import { authority, certificate } from "./certificates.js";
import { portNumber, recorders, RecordingFactory, stopLater } from "./ports.js";
import { Recorder } from "./recorder.js";

const reactor = new NodeReactor();
const serverTLS: StartTLSOptions = { role: "server", certificate: certificate("localhost") };
const clientTLS: StartTLSOptions = { role: "client", ca: authority, serverName: "localhost" };

/** Answers STARTTLS in clear, then speaks TLS; says what it gets. */
class Server extends Recorder {
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    const text = String(data);
    if (!text.startsWith("STARTTLS\n")) {
      this.transport.write(`got ${text}`);
      return;
    }
    this.transport.write("go\n");
    this.transport.startTLS(serverTLS, data.subarray(9));
    this.transport.write("welcome\n");
  }
}

class Client extends Recorder {
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    if (this.text === "go\n") this.transport.startTLS(clientTLS);
  }
}

async function pair<C extends Recorder>(makeClient: () => C): Promise<{ server: Server; client: C }> {
  const factory = new RecordingFactory(() => new Server());
  const port = stopLater(await reactor.listenTCP(0, factory, { interface: "127.0.0.1" }));
  const client = await reactor.connectTCP("127.0.0.1", portNumber(port), Factory.from(makeClient));
  return { server: await factory.first(), client };
}

describe("startTLS", () => {
  it("turns a live connection into TLS on both sides; what was written before goes out in clear, what is written after does not", async () => {
    const { server, client } = await pair(() => new Client());
    client.transport.write("STARTTLS\n");
    await client.hears("handshakeCompleted");
    await client.receives("welcome");
    expect(client.text).toBe("go\nwelcome\n");
    expect(client.transport.secure).toMatchObject({ authorized: true });
    expect(server.transport.secure).toMatchObject({ serverName: "localhost" });
    expect(server.events.filter((event) => event === "handshakeCompleted")).toHaveLength(1);
    client.transport.write("secret");
    await client.receives("got secret");
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
  });

  it("aborts the connection of a peer that puts bytes before the handshake (CVE-2011-0411)", async () => {
    const { server, client } = await pair(() => new Recorder());
    client.transport.write("STARTTLS\nRCPT TO:<evil@example.org>\n");
    const lost = await server.lost;
    expect(lost).toBeInstanceOf(ConnectionAborted);
    expect(String(lost.cause)).toMatch(/before the TLS handshake/);
    await client.lost;
  });

  it("loses the connection when the handshake fails, and says why", async () => {
    class Suspicious extends Recorder {
      override dataReceived(data: Buffer): void {
        super.dataReceived(data);
        this.transport.startTLS({ role: "client", ca: authority, serverName: "another.example" });
        this.transport.write("my password");
      }
    }
    const { server, client } = await pair(() => new Suspicious());
    client.transport.write("STARTTLS\n");
    const lost = await client.lost;
    expect(lost).toBeInstanceOf(ConnectionLost);
    expect(lost.cause).toBeInstanceOf(TLSHandshakeError);
    await server.lost;
    expect(client.events).not.toContain("handshakeCompleted");
    expect(server.text).not.toContain("password");
  });

  it("closes after the handshake where loseConnection was called during it", async () => {
    class Brief extends Recorder {
      override dataReceived(data: Buffer): void {
        super.dataReceived(data);
        this.transport.startTLS(clientTLS);
        this.transport.write("bye");
        this.transport.loseConnection();
      }
    }
    const { server, client } = await pair(() => new Brief());
    client.transport.write("STARTTLS\n");
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    await server.lost;
    expect(server.text).toBe("STARTTLS\nbye");
  });

  it("is a mistake where the connection speaks TLS already, or a client has no name to check", async () => {
    const { server, client } = await pair(() => new Client());
    client.transport.write("STARTTLS\n");
    await client.receives("welcome");
    expect(() => {
      client.transport.startTLS(clientTLS);
    }).toThrow(TypeError);
    client.transport.abortConnection();
    await server.lost;
  });
});

describe("startTLSOver", () => {
  it.each([1, 2])("runs TLS inside TLS, %i deep", async (depth) => {
    const serverInner = new Recorder();
    const factory = recorders();
    const port = stopLater(
      await reactor.listenTLS(0, factory, { certificate: certificate("localhost") }, { interface: "127.0.0.1" }),
    );
    const outer = await reactor.connectTLS("127.0.0.1", portNumber(port), recorders(), {
      tls: { ca: authority, serverName: "localhost" },
    });
    let below: { server: Transport; client: Transport } = {
      server: (await factory.first()).transport,
      client: outer.transport,
    };
    let client = new Recorder();
    let server = serverInner;
    for (let level = 1; level <= depth; level++) {
      client = new Recorder();
      server = new Recorder();
      await Promise.all([
        reactor.startTLSOver(below.server, server, { role: "server", certificate: certificate("example") }),
        reactor.startTLSOver(below.client, client, { role: "client", ca: authority, serverName: "example.test" }),
      ]);
      below = { server: server.transport, client: client.transport };
    }
    expect(client.transport.secure?.peerCertificate?.subjectAltNames).toContain("DNS:example.test");
    client.transport.write(Buffer.alloc(1_000_000, 65));
    await server.until(() => server.byteCount === 1_000_000);
    server.transport.write("thanks");
    await client.receives("thanks");
    client.transport.loseConnection();
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
  });

  it("fails, tells the protocol nothing, and aborts the transport where the handshake fails", async () => {
    const factory = recorders();
    const port = stopLater(await reactor.listenTCP(0, factory, { interface: "127.0.0.1" }));
    const outer = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
    const below = (await factory.first()).transport;
    const client = new Recorder();
    const server = new Recorder();
    const serverSide = reactor.startTLSOver(below, server, { role: "server", certificate: certificate("untrusted") });
    const serverEnd = serverSide.then(
      () => server.lost,
      (error: unknown) => error,
    );
    const clientSide = reactor.startTLSOver(outer.transport, client, { ...clientTLS });
    await expect(clientSide).rejects.toBeInstanceOf(TLSHandshakeError);
    await serverEnd;
    expect(client.events).toEqual([]);
    expect(outer.transport.connected && !outer.transport.disconnecting).toBe(false);
  });

  it("gives up when it is cancelled", async () => {
    const factory = recorders();
    const port = stopLater(await reactor.listenTCP(0, factory, { interface: "127.0.0.1" }));
    const outer = await reactor.connectTCP("127.0.0.1", portNumber(port), recorders());
    const handshake = reactor.startTLSOver(outer.transport, new Recorder(), clientTLS);
    handshake.cancel();
    await expect(handshake).rejects.toThrow();
    await (
      await factory.first()
    ).lost;
  });
});
