import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { logPublisher } from "../../src/logging/log-publisher.js";
import { Protocol } from "../../src/protocol/protocol.js";
import { Clock } from "../../src/reactor/clock.js";
import {
  ConnectionDone,
  ConnectionLost,
  TLSHandshakeError,
  type ConnectionEnd,
} from "../../src/transport/connection-errors.js";
import type { TLSClientOptions, TLSServerOptions } from "../../src/transport/tls-options.js";
import { connectedPair, type ConnectedPair } from "../../src/testing/connected-pair.js";
import { SimulatedAuthority } from "../../src/testing/simulated-tls/simulated-authority.js";
import { encodeClientHello, parseClientHello } from "../../src/testing/simulated-tls/client-hello.js";

class Recorder extends Protocol {
  text = "";
  handshakes = 0;
  end: ConnectionEnd | undefined;

  override dataReceived(data: Buffer): void {
    this.text += data.toString();
  }

  override handshakeCompleted(): void {
    this.handshakes += 1;
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.end = reason;
  }
}

const authority = new SimulatedAuthority("Test CA");
const certificate = authority.issue(["mail.example", "*.mail.example", "192.0.2.1"]);
const clientOptions: TLSClientOptions = { serverName: "mail.example", ca: authority.certificate };

interface Ends {
  readonly pair: ConnectedPair;
  readonly server: Recorder;
  readonly client: Recorder;
}

function secure(
  serverOptions: Partial<TLSServerOptions>,
  tls: TLSClientOptions = clientOptions,
  clock = new Clock(),
): Ends {
  const server = new Recorder();
  const client = new Recorder();
  const pair = connectedPair(server, client, { clock, chunkSize: 50 });
  server.transport.startTLS({ role: "server", certificate, ...serverOptions });
  client.transport.startTLS({ role: "client", ...tls });
  return { pair, server, client };
}

describe("simulated TLS", () => {
  let stopListening: () => void;

  beforeEach(() => {
    stopListening = logPublisher.addObserver(() => undefined);
  });

  afterEach(() => {
    stopListening();
  });

  it("shakes hands, holds back what is written before, and says what was agreed on", () => {
    const { pair, server, client } = secure(
      { alpnProtocols: ["imap", "pop3"] },
      { ...clientOptions, alpnProtocols: ["pop3", "imap"] },
    );
    client.transport.write("early ");
    expect(client.transport.bufferedBytes).toBeGreaterThan(6);
    pair.flush();
    client.transport.write("hello");
    server.transport.write("welcome");
    pair.flush();
    expect([server.text, client.text]).toEqual(["early hello", "welcome"]);
    expect([server.handshakes, client.handshakes]).toEqual([1, 1]);
    expect(client.transport.secure).toMatchObject({
      version: "TLSv1.3",
      alpnProtocol: "imap",
      serverName: "mail.example",
      authorized: true,
      ownCertificate: undefined,
    });
    expect(client.transport.secure?.peerCertificate).toMatchObject({
      subject: "CN=mail.example",
      issuer: "CN=Test CA",
      subjectAltNames: ["DNS:mail.example", "DNS:*.mail.example", "IP:192.0.2.1"],
    });
    expect(server.transport.secure).toMatchObject({
      alpnProtocol: "imap",
      serverName: "mail.example",
      authorized: false,
    });
    expect(server.transport.secure?.ownCertificate).toEqual(client.transport.secure?.peerCertificate?.raw);
    expect(pair.clock.calls).toHaveLength(0);
  });

  it("exports the same keying material at both ends, and other material for another label", () => {
    const { pair, server, client } = secure({});
    pair.flush();
    const exported = client.transport.secure?.exportKeyingMaterial(32, "EXPORTER-Channel-Binding");
    expect(exported).toHaveLength(32);
    expect(server.transport.secure?.exportKeyingMaterial(32, "EXPORTER-Channel-Binding")).toEqual(exported);
    expect(server.transport.secure?.exportKeyingMaterial(32, "other")).not.toEqual(exported);
  });

  it("carries bulk data and closes both ends in good order", () => {
    const { pair, server, client } = secure({});
    client.transport.write("x".repeat(100_000));
    client.transport.loseConnection();
    pair.flush();
    expect(server.text).toHaveLength(100_000);
    expect(server.end).toBeInstanceOf(ConnectionDone);
    expect(client.end).toBeInstanceOf(ConnectionDone);
  });

  it("gives nothing to a protocol that has paused, not even out of records that have come already", () => {
    const { pair, server, client } = secure({});
    pair.flush();
    client.transport.write("one");
    client.transport.write("two");
    class Pauser extends Recorder {
      override dataReceived(data: Buffer): void {
        super.dataReceived(data);
        this.transport.pauseReading();
      }
    }
    const pauser = new Pauser();
    server.transport.switchProtocol(pauser);
    pair.flush();
    expect(pauser.text).toBe("one");
    server.transport.resumeReading();
    pair.flush();
    expect(pauser.text).toBe("onetwo");
  });

  it.each<[string, Partial<TLSServerOptions>, TLSClientOptions, RegExp, RegExp]>([
    ["an unknown authority", {}, { serverName: "mail.example" }, /not trusted here/, /unknown_ca/],
    [
      "another authority of the same name",
      {},
      { ...clientOptions, ca: new SimulatedAuthority("Test CA", "impostor").certificate },
      /not trusted here/,
      /unknown_ca/,
    ],
    ["another name", {}, { ...clientOptions, serverName: "www.example" }, /for another name/, /bad_certificate/],
    [
      "two labels where the wildcard has one",
      {},
      { ...clientOptions, serverName: "a.b.mail.example" },
      /for another name/,
      /bad_certificate/,
    ],
    [
      "a certificate that has expired",
      { certificate: authority.issue(["mail.example"], { notAfter: 1_000 }) },
      clientOptions,
      /expired/,
      /certificate_expired/,
    ],
    [
      "a certificate of the future",
      { certificate: authority.issue(["mail.example"], { notBefore: 4e12 }) },
      clientOptions,
      /not valid yet/,
      /certificate_expired/,
    ],
    [
      "no common protocol",
      { alpnProtocols: ["h2"] },
      { ...clientOptions, alpnProtocols: ["imap"] },
      /no_application_protocol/,
      /speaks imap; this side offers h2/,
    ],
    [
      "a server without a certificate for that name",
      { certificate: { certificateFor: () => undefined } },
      clientOptions,
      /unrecognized_name/,
      /no certificate for "mail.example"/,
    ],
    [
      "a key that is not the certificate's",
      { certificate: { cert: certificate.cert, key: authority.issue(["x"]).key } },
      clientOptions,
      /handshake_failure/,
      /could not be used/,
    ],
  ])("fails on %s, and both ends know why", (_what, serverOptions, tls, clientMessage, serverMessage) => {
    const { pair, server, client } = secure(serverOptions, tls);
    pair.flush();
    for (const [end, message] of [
      [client.end, clientMessage],
      [server.end, serverMessage],
    ] as const) {
      expect(end).toBeInstanceOf(ConnectionLost);
      expect(end?.cause).toBeInstanceOf(TLSHandshakeError);
      expect(end?.message).toMatch(message);
    }
    expect([client.handshakes, server.handshakes]).toEqual([0, 0]);
    expect(pair.clock.calls).toHaveLength(0);
  });

  it("takes a wildcard, an address, and anything at all where nothing is verified", () => {
    for (const tls of [
      { ...clientOptions, serverName: "imap.mail.example" },
      { ...clientOptions, serverName: "192.0.2.1" },
      { serverName: "elsewhere.example", verify: false },
    ]) {
      const { pair, client } = secure({}, tls);
      pair.flush();
      expect(client.handshakes).toBe(1);
      expect(client.transport.secure?.authorized).toBe(tls.verify !== false);
    }
  });

  it("asks for a client certificate, and refuses one that nobody vouches for", () => {
    const ca = authority.certificate;
    const own = authority.issue(["email:alice@example.org"], { subject: "CN=alice" });
    const shown = secure({ clientCertificate: "require", ca }, { ...clientOptions, certificate: own });
    shown.pair.flush();
    expect(shown.server.transport.secure).toMatchObject({ authorized: true, peerCertificate: { subject: "CN=alice" } });
    const missing = secure({ clientCertificate: "require", ca });
    missing.pair.flush();
    expect(missing.client.handshakes).toBe(1);
    expect(missing.client.end?.message).toMatch(/certificate_required/);
    expect(missing.server.end?.message).toMatch(/one is required/);
    const stranger = new SimulatedAuthority("Nobody").issue(["mallory"]);
    const requested = secure({ clientCertificate: "request", ca }, { ...clientOptions, certificate: stranger });
    requested.pair.flush();
    expect(requested.server.transport.secure).toMatchObject({
      authorized: false,
      peerCertificate: { subject: "CN=mallory" },
    });
  });

  it("chooses the certificate by name", () => {
    const other = authority.issue(["other.example"]);
    const source = { certificateFor: (name: string | undefined) => (name === "other.example" ? other : certificate) };
    const { pair, client } = secure({ certificate: source }, { ...clientOptions, serverName: "other.example" });
    pair.flush();
    expect(client.transport.secure?.peerCertificate?.subject).toBe("CN=other.example");
  });

  it("fails on a peer that speaks no TLS", () => {
    const server = new Recorder();
    const client = new Recorder();
    const pair = connectedPair(server, client);
    server.transport.startTLS({ role: "server", certificate });
    client.transport.write("EHLO client.example\r\n");
    pair.flush();
    expect(server.end?.message).toMatch(/does not speak TLS/);
    expect(client.text.charCodeAt(0)).toBe(21);
  });

  it("gives up a handshake that takes too long", () => {
    const silent = new Recorder();
    const other = connectedPair(silent, new Recorder());
    silent.transport.startTLS({ role: "server", certificate, handshakeTimeoutMs: 500 });
    other.advance(499);
    expect(silent.end).toBeUndefined();
    other.advance(1);
    expect(silent.end?.message).toMatch(/longer than 500 ms/);
  });

  it("takes bytes that came in clear before the handshake for an attack, and refuses a second handshake", () => {
    const { pair, server, client } = secure({});
    pair.flush();
    expect(() => {
      server.transport.startTLS({ role: "server", certificate });
    }).toThrow(TypeError);
    const plain = connectedPair(new Recorder(), client);
    client.transport.startTLS({ role: "client", ...clientOptions }, Buffer.from("smuggled"));
    plain.flush();
    expect(client.end).toMatchObject({ code: "CONNECTION_ABORTED" });
  });

  it("needs a name to check the certificate against", () => {
    const client = new Recorder();
    connectedPair(new Recorder(), client);
    expect(() => {
      client.transport.startTLS({ role: "client", ca: authority.certificate });
    }).toThrow(/serverName/);
  });

  it("writes a ClientHello that a real parser would read", () => {
    const hello = { random: Buffer.alloc(32, 7), serverName: "www.example", alpnProtocols: ["h2", "http/1.1"] };
    const message = encodeClientHello(hello);
    expect(parseClientHello(message)).toEqual(hello);
    for (let cut = 0; cut < message.length; cut += 1)
      expect(() => parseClientHello(message.subarray(0, cut))).toThrow(RangeError);
  });
});
