import { once } from "node:events";
import { createHash, X509Certificate } from "node:crypto";
import net from "node:net";
import tls from "node:tls";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "@jest/globals";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import { CertificateStore } from "../../../src/transport/certificate-store.js";
import {
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  ConnectTimeoutError,
  TLSHandshakeError,
} from "../../../src/transport/connection-errors.js";
import type { ListeningPort } from "../../../src/transport/listening-port.js";
import type { TLSClientOptions, TLSServerOptions } from "../../../src/transport/tls-options.js";
import { closed } from "./closed.js";
import { authority, certificate } from "./certificates.js";
import { HaltingReader, numbered } from "./halting-reader.js";
import { portNumber, recorders, RecordingFactory, stopLater } from "./ports.js";
import { HalfCloseRecorder, Recorder } from "./recorder.js";

const reactor = new NodeReactor();
const loopback = { interface: "127.0.0.1" };
const trusting: TLSClientOptions = { ca: authority, serverName: "localhost" };

async function listen(
  options: TLSServerOptions,
  makeProtocol = (): Recorder => new Recorder(),
): Promise<{ port: ListeningPort; factory: RecordingFactory }> {
  const factory = new RecordingFactory(makeProtocol);
  return { port: stopLater(await reactor.listenTLS(0, factory, options, loopback)), factory };
}

async function connect(port: ListeningPort, options: TLSClientOptions): Promise<Recorder> {
  return reactor.connectTLS("127.0.0.1", portNumber(port), recorders(), { tls: options });
}

async function failure(port: ListeningPort, options: TLSClientOptions): Promise<TLSHandshakeError> {
  const error: unknown = await connect(port, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TLSHandshakeError);
  return error as TLSHandshakeError;
}

function shownName(client: Recorder): readonly string[] {
  return client.transport.secure?.peerCertificate?.subjectAltNames ?? [];
}

describe("TLS", () => {
  it("brings everything in order to a reader that stops again and again", async () => {
    const server = new HaltingReader();
    const { port } = await listen({ certificate: certificate("localhost") }, () => server);
    const client = await connect(port, trusting);
    const bytes = numbered(4 * 1024 * 1024);
    client.transport.write(bytes);
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(server.halts).toBeGreaterThan(10);
    expect(Buffer.concat(server.chunks).equals(bytes)).toBe(true);
  });

  it("shakes hands before the protocols hear of the connection, and says what was agreed on", async () => {
    const { port, factory } = await listen({ certificate: certificate("localhost"), alpnProtocols: ["imap"] });
    const client = await connect(port, { ...trusting, alpnProtocols: ["imap"] });
    const server = await factory.first();
    client.transport.write("hello");
    await server.receives("hello");
    expect(server.events).toEqual(["connectionMade", "dataReceived"]);
    const raw = new X509Certificate(certificate("localhost").cert).raw;
    expect(client.transport.secure).toMatchObject({
      version: "TLSv1.3",
      alpnProtocol: "imap",
      authorized: true,
      ownCertificate: undefined,
    });
    expect(client.transport.secure?.cipher).toMatch(/^TLS_/);
    expect(client.transport.secure?.peerCertificate).toEqual({
      subject: "CN=localhost",
      issuer: "CN=Twist test authority",
      subjectAltNames: ["DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1"],
      raw,
      fingerprint256: createHash("sha256").update(raw).digest("hex"),
    });
    expect(server.transport.secure).toMatchObject({
      serverName: "localhost",
      alpnProtocol: "imap",
      peerCertificate: undefined,
      ownCertificate: raw,
      authorized: false,
    });
    client.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("gives both sides the same keying material in %s", async (version) => {
    const { port, factory } = await listen({ certificate: certificate("localhost"), minVersion: version });
    const client = await connect(port, { ...trusting, minVersion: version });
    const server = await factory.first();
    const label = "EXPORTER-Channel-Binding";
    const mine = client.transport.secure?.exportKeyingMaterial(32, label, Buffer.alloc(0));
    expect(mine).toHaveLength(32);
    expect(server.transport.secure?.exportKeyingMaterial(32, label, Buffer.alloc(0))).toEqual(mine);
    expect(server.transport.secure?.exportKeyingMaterial(32, "EXPORTER-other")).not.toEqual(mine);
    client.transport.abortConnection();
    await server.lost;
  });

  it("carries large amounts, with backpressure, and closes after them", async () => {
    const { port, factory } = await listen({ certificate: certificate("localhost") });
    const client = await connect(port, trusting);
    client.transport.write(Buffer.alloc(5_000_000, 7));
    client.transport.loseConnection();
    const server = await factory.first();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    expect(server.byteCount).toBe(5_000_000);
  });

  it("closes one direction only with loseWriteConnection", async () => {
    const { port, factory } = await listen({ certificate: certificate("localhost") }, () => new HalfCloseRecorder());
    const client = await connect(port, trusting);
    client.transport.write("question");
    client.transport.loseWriteConnection();
    const server = await factory.first();
    await server.hears("readConnectionLost");
    server.transport.write("answer");
    server.transport.loseConnection();
    expect(await client.lost).toBeInstanceOf(ConnectionDone);
    expect(client.text).toBe("answer");
  });

  it("aborts with a reset", async () => {
    const { port, factory } = await listen({ certificate: certificate("localhost") });
    const client = await connect(port, trusting);
    const server = await factory.first();
    // Only then has the client read its session tickets, which libuv would let end in an end of stream.
    client.transport.write("hello");
    await server.receives("hello");
    server.transport.write("hello");
    await client.receives("hello");
    server.transport.abortConnection();
    expect(server.events).toEqual(["connectionMade", "dataReceived"]);
    expect(await server.lost).toBeInstanceOf(ConnectionAborted);
    const lost = await client.lost;
    expect((lost.cause as NodeJS.ErrnoException).code).toBe("ECONNRESET");
  });

  it("does not wait for ever for a peer that does not answer close_notify", async () => {
    const impatient = new NodeReactor({ closeTimeoutMs: 20 });
    const factory = recorders();
    const port = stopLater(await impatient.listenTLS(0, factory, { certificate: certificate("localhost") }, loopback));
    const raw = net.connect({ port: portNumber(port), host: "127.0.0.1", allowHalfOpen: true });
    const silent = tls.connect({ socket: raw, ca: authority, servername: "localhost" });
    silent.on("error", () => undefined);
    await once(silent, "secureConnect");
    silent.pause();
    raw.pause();
    const server = await factory.first();
    server.transport.loseConnection();
    expect(await server.lost).toBeInstanceOf(ConnectionDone);
    silent.destroy();
  });

  it.each(["server", "client"] as const)(
    "loses the connection of a %s whose peer sends a broken record",
    async (side) => {
      const server = recorders();
      const port = stopLater(await reactor.listenTLS(0, server, { certificate: certificate("localhost") }, loopback));
      // A proxy in between can put anything into the stream.
      const inside: net.Socket[] = [];
      const proxy = net.createServer((left) => {
        const right = net.connect({ port: portNumber(port), host: "127.0.0.1" });
        inside.push(left, right);
        for (const socket of inside) socket.on("error", () => undefined);
        left.pipe(right);
        right.pipe(left);
      });
      proxy.listen(0, "127.0.0.1");
      await once(proxy, "listening");
      const { port: proxyPort } = proxy.address() as net.AddressInfo;
      const client = await reactor.connectTLS("127.0.0.1", proxyPort, recorders(), { tls: trusting });
      const victim = side === "server" ? await server.first() : client;
      inside[side === "server" ? 1 : 0]?.write(
        Buffer.from("\x17\x03\x03\x00\x20 this is not a record of theirs ", "latin1"),
      );
      const lost = await victim.lost;
      expect(lost).toBeInstanceOf(ConnectionLost);
      expect((lost.cause as NodeJS.ErrnoException).code).toMatch(/^ERR_SSL_/);
      client.transport.abortConnection();
      for (const socket of inside) socket.destroy();
      proxy.close();
    },
  );

  describe("a client", () => {
    it("refuses a certificate of an unknown authority, and says what to do", async () => {
      const { port, factory } = await listen({ certificate: certificate("untrusted") });
      const error = await failure(port, trusting);
      expect(error.message).toMatch(/authority that is not known here\. Give that authority's certificate as `ca`/);
      expect((error.cause as NodeJS.ErrnoException).code).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
      const server = factory.built[0];
      expect(server?.byteCount ?? 0).toBe(0);
    });

    it("refuses a certificate that has expired, and says so", async () => {
      const { port } = await listen({ certificate: certificate("expired") });
      const error = await failure(port, trusting);
      expect(error.message).toMatch(/has expired/);
      expect((error.cause as NodeJS.ErrnoException).code).toBe("CERT_HAS_EXPIRED");
    });

    it("refuses a certificate for another name, and says which names it is for", async () => {
      const { port } = await listen({ certificate: certificate("example") });
      const error = await failure(port, trusting);
      expect(error.message).toMatch(/is for another name: .*example\.test/);
      expect((error.cause as NodeJS.ErrnoException).code).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    });

    it("checks the address where it connects to an address", async () => {
      const good = await listen({ certificate: certificate("localhost") });
      const client = await connect(good.port, { ca: authority });
      expect((await good.factory.first()).transport.secure?.serverName).toBeUndefined();
      client.transport.abortConnection();
      const bad = await listen({ certificate: certificate("example") });
      expect((await failure(bad.port, { ca: authority })).message).toMatch(/is for another name/);
    });

    it("takes any certificate only where it is told not to verify", async () => {
      const { port } = await listen({ certificate: certificate("untrusted") });
      const client = await connect(port, { verify: false });
      expect(client.transport.secure?.authorized).toBe(false);
      client.transport.abortConnection();
      await client.lost;
    });

    it("says so where the server does not speak TLS", async () => {
      const factory = new RecordingFactory(
        () =>
          new (class extends Recorder {
            override connectionMade(): void {
              this.transport.write("220 mail.example ESMTP\r\n");
            }
          })(),
      );
      const port = stopLater(await reactor.listenTCP(0, factory, loopback));
      expect((await failure(port, trusting)).message).toMatch(/does not speak TLS/);
    });

    it("gives up on a server that does not answer in time", async () => {
      const port = stopLater(await reactor.listenTCP(0, recorders(), loopback));
      const slow = connect(port, { ...trusting, handshakeTimeoutMs: 20 });
      await expect(slow).rejects.toBeInstanceOf(ConnectTimeoutError);
      const late = reactor.connectTLS("127.0.0.1", portNumber(port), recorders(), { tls: trusting, timeoutMs: 20 });
      await expect(late).rejects.toBeInstanceOf(ConnectTimeoutError);
    });

    it("refuses versions below TLS 1.2", async () => {
      const server = tls.createServer({
        ...nodeCertificate(),
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
        ciphers: "DEFAULT@SECLEVEL=0",
      });
      server.on("tlsClientError", () => undefined);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as net.AddressInfo;
      const attempt = reactor.connectTLS("127.0.0.1", port, recorders(), { tls: trusting });
      await expect(attempt).rejects.toBeInstanceOf(TLSHandshakeError);
      server.close();
    });
  });

  describe("a server", () => {
    it("drops a client that does not shake hands in time, without building a protocol", async () => {
      const { port, factory } = await listen({ certificate: certificate("localhost"), handshakeTimeoutMs: 20 });
      const failed = handshakeFailure(port, /took longer than 20 ms/);
      const socket = net.connect({ port: portNumber(port), host: "127.0.0.1" });
      socket.on("error", () => undefined);
      await closed(socket);
      expect(await failed).toBeInstanceOf(ConnectTimeoutError);
      expect(factory.built).toHaveLength(0);
    });

    it("drops a client that speaks no TLS", async () => {
      const { port, factory } = await listen({ certificate: certificate("localhost") });
      const failed = handshakeFailure(port, /^The client speaks HTTP without TLS\.$/);
      const socket = net.connect({ port: portNumber(port), host: "127.0.0.1" });
      socket.on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\n\r\n");
      await closed(socket);
      expect(await failed).toBeInstanceOf(TLSHandshakeError);
      expect(factory.built).toHaveLength(0);
    });

    it("survives a client that goes away in the middle of the handshake", async () => {
      const { port } = await listen({ certificate: certificate("localhost") });
      const failed = handshakeFailure(port, /closed the connection during/);
      const socket = net.connect({ port: portNumber(port), host: "127.0.0.1" });
      socket.end(Buffer.from([22, 3, 1, 0, 200, 1]));
      expect(await failed).toBeInstanceOf(TLSHandshakeError);
      socket.destroy();
      const client = await connect(port, trusting);
      client.transport.abortConnection();
    });

    it("chooses the best protocol that both sides speak, and refuses a client that speaks none of them", async () => {
      const { port } = await listen({ certificate: certificate("localhost"), alpnProtocols: ["h2", "http/1.1"] });
      const client = await connect(port, { ...trusting, alpnProtocols: ["http/1.1", "h2"] });
      expect(client.transport.secure?.alpnProtocol).toBe("h2");
      client.transport.abortConnection();
      const error = await failure(port, { ...trusting, alpnProtocols: ["imap"] });
      expect(error.message).toMatch(/none of the protocols.*This side offers imap/);
      const without = await connect(port, trusting);
      expect(without.transport.secure?.alpnProtocol).toBeUndefined();
      without.transport.abortConnection();
    });

    it("chooses the certificate by the name that the client asks for", async () => {
      const store = new CertificateStore(certificate("localhost")).add(
        ["example.test", "*.example.test"],
        certificate("example"),
      );
      const { port } = await listen({ certificate: store });
      const one = await connect(port, { ca: authority, serverName: "www.example.test" });
      expect(shownName(one)).toContain("DNS:*.example.test");
      const other = await connect(port, trusting);
      expect(shownName(other)).toContain("DNS:localhost");
      const none = await connect(port, { ca: authority });
      expect(shownName(none)).toContain("DNS:localhost");
      for (const client of [one, other, none]) client.transport.abortConnection();
    });

    it("shows a certificate that was replaced from the next handshake on", async () => {
      const store = new CertificateStore(certificate("untrusted"));
      const { port } = await listen({ certificate: store });
      await failure(port, trusting);
      store.setFallback(certificate("localhost"));
      const client = await connect(port, trusting);
      client.transport.abortConnection();
    });

    it("refuses a name that its source has no certificate for", async () => {
      const store = new CertificateStore().add("example.test", certificate("example"));
      const { port } = await listen({ certificate: store });
      for (const tlsOptions of [trusting, { ca: authority }]) {
        const failed = handshakeFailure(port, /There is no certificate for/);
        await failure(port, tlsOptions);
        expect(await failed).toBeInstanceOf(TLSHandshakeError);
      }
    });

    it("survives a certificate source that throws, and one that gives rubbish", async () => {
      let step = 0;
      const rubbish = { key: "no key", cert: "no certificate" };
      const { port } = await listen({
        certificate: {
          certificateFor: (name) => {
            step += name === undefined ? 0 : 1;
            if (name !== undefined && step === 1) throw new Error("the database is down");
            return step === 2 ? rubbish : certificate("localhost");
          },
        },
      });
      for (let attempt = 1; attempt <= 2; attempt++) {
        const failed = handshakeFailure(port, /The certificate for "localhost" could not be used/);
        await failure(port, trusting);
        expect((await failed).cause).toBeDefined();
      }
      const client = await connect(port, trusting);
      client.transport.abortConnection();
    });

    it("asks for a client's certificate, and says whose it is", async () => {
      const { port, factory } = await listen({
        certificate: certificate("localhost"),
        clientCertificate: "require",
        ca: [authority],
      });
      const client = await connect(port, { ...trusting, certificate: certificate("alice") });
      const server = await factory.first();
      expect(server.transport.secure?.authorized).toBe(true);
      expect(server.transport.secure?.peerCertificate).toMatchObject({
        subject: "CN=alice,O=Example",
        subjectAltNames: ["email:alice@example.test"],
      });
      client.transport.abortConnection();
    });

    it.each([
      ["none", undefined, /showed no certificate/],
      ["one of an unknown authority", certificate("mallory"), /not known here/],
    ])("refuses a client that shows %s where one is required", async (_, shown, message) => {
      const { port, factory } = await listen({
        certificate: certificate("localhost"),
        clientCertificate: "require",
        ca: authority,
      });
      const failed = handshakeFailure(port, message);
      const client = await connect(port, { ...trusting, ...(shown === undefined ? {} : { certificate: shown }) }).catch(
        () => undefined,
      );
      expect(await failed).toBeInstanceOf(TLSHandshakeError);
      // In TLS 1.3 a client is done before the server has looked at its certificate.
      await client?.lost;
      expect(factory.built).toHaveLength(0);
    });

    it("lets clients in that show no or an unknown certificate where one is only requested", async () => {
      const { port, factory } = await listen({
        certificate: certificate("localhost"),
        clientCertificate: "request",
        ca: authority,
      });
      const client = await connect(port, { ...trusting, certificate: certificate("mallory") });
      expect((await factory.first()).transport.secure).toMatchObject({ authorized: false });
      client.transport.abortConnection();
    });

    it("resumes the session of a client that comes again", async () => {
      const { port } = await listen({
        certificate: certificate("localhost"),
        clientCertificate: "request",
        ca: authority,
      });
      const options = { port: portNumber(port), host: "127.0.0.1", ca: authority, servername: "localhost" };
      const first = tls.connect(options);
      const [session] = (await once(first, "session")) as [Buffer];
      first.destroy();
      const second = tls.connect({ ...options, session });
      await once(second, "secureConnect");
      expect(second.isSessionReused()).toBe(true);
      second.destroy();
    });
  });
});

function nodeCertificate(): { key: Buffer; cert: Buffer } {
  const { key, cert } = certificate("localhost");
  return { key: Buffer.from(key), cert: Buffer.from(cert) };
}

/** Resolves once the handshake of a client of `port` has failed on the server's side with an error that says `message`. */
function handshakeFailure(port: ListeningPort, message: RegExp): Promise<Error> {
  return new Promise((resolve) => {
    const listener = (event: unknown): void => {
      const { error, peer } = event as { error: Error; peer: { port: number } };
      const isClientSide = peer.port === portNumber(port);
      if (isClientSide || !message.test(error.message)) return;
      unsubscribe("twist:tls:failure", listener);
      resolve(error);
    };
    subscribe("twist:tls:failure", listener);
  });
}
