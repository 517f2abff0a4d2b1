import { describe, expect, it } from "@jest/globals";
import { Factory } from "../../../src/protocol/factory.js";
import { encodeProxyV1 } from "../../../src/protocol/haproxy/proxy-v1.js";
import { ALPNFactory } from "../../../src/protocol/policies/alpn-factory.js";
import { HAProxyWrappingFactory } from "../../../src/protocol/policies/haproxy-wrapping-factory.js";
import { SniffingFactory } from "../../../src/protocol/policies/sniffing-factory.js";
import { TimeoutFactory } from "../../../src/protocol/policies/timeout-factory.js";
import { TLSTerminatingFactory } from "../../../src/protocol/policies/tls-terminating-factory.js";
import { matchSSH } from "../../../src/protocol/sniffing/match-ssh.js";
import { matchTLS } from "../../../src/protocol/sniffing/match-tls.js";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import { ipAddress } from "../../../src/transport/address.js";
import { authority, certificate } from "../../reactor/node/certificates.js";
import { portNumber, recorders, stopLater } from "../../reactor/node/ports.js";
import { Recorder } from "../../reactor/node/recorder.js";

const reactor = new NodeReactor();
const tls = { certificate: certificate("localhost") };
const clientTLS = { ca: authority, serverName: "localhost" };

/** A server that says who it is, and what it has got. */
function saying(name: string): Factory<Recorder> {
  class Saying extends Recorder {
    override connectionMade(): void {
      super.connectionMade();
      this.transport.write(`${name}\n`);
    }
    override dataReceived(data: Buffer): void {
      super.dataReceived(data);
      this.transport.write(`${name} got ${String(data)}`);
    }
  }
  return Factory.from(() => new Saying());
}

async function listen(factory: Parameters<NodeReactor["listenTCP"]>[1]): Promise<number> {
  return portNumber(stopLater(await reactor.listenTCP(0, factory, { interface: "127.0.0.1" })));
}

/** TLS by ALPN, SSH, and a protocol that speaks first to those who are silent for `silenceMs`, all on one port. */
function everything(silenceMs = 5000): SniffingFactory {
  const byALPN = new ALPNFactory({ h2: saying("h2"), "http/1.1": saying("http/1.1") }, saying("tls"));
  const routes = [
    {
      match: matchTLS,
      factory: new TLSTerminatingFactory(reactor, byALPN, { ...tls, alpnProtocols: byALPN.alpnProtocols }),
    },
    { match: matchSSH, factory: saying("ssh") },
  ];
  return new SniffingFactory(routes, { whenSilent: saying("smtp"), silenceMs });
}

describe("TLS, SSH and a protocol that speaks first, on one port", () => {
  it.each([
    [["h2"], "h2"],
    [["http/1.1"], "http/1.1"],
    [undefined, "tls"],
  ])("ends TLS, and goes on as ALPN says: %j", async (alpnProtocols, name) => {
    const port = await listen(new TimeoutFactory(everything()));
    const options = { tls: { ...clientTLS, ...(alpnProtocols === undefined ? {} : { alpnProtocols }) } };
    const client = await reactor.connectTLS(
      "127.0.0.1",
      port,
      Factory.from(() => new Recorder()),
      options,
    );
    await client.receives(`${name}\n`);
    client.transport.write("hello");
    await client.receives(`${name} got hello`);
    client.transport.loseConnection();
    await client.lost;
  });

  it("goes on in clear with the others", async () => {
    const port = await listen(everything());
    const silentPort = await listen(everything(1));
    const ssh = await reactor.connectTCP(
      "127.0.0.1",
      port,
      Factory.from(() => new Recorder()),
    );
    ssh.transport.write("SSH-2.0-x\r\n");
    await ssh.receives("ssh got SSH-2.0-x\r\n");
    const smtp = await reactor.connectTCP(
      "127.0.0.1",
      silentPort,
      Factory.from(() => new Recorder()),
    );
    await smtp.receives("smtp\n");
    for (const client of [ssh, smtp]) {
      client.transport.loseConnection();
      await client.lost;
    }
  });

  it("ends TLS behind a proxy's header, and knows the real client", async () => {
    const real = ipAddress("tcp", "198.51.100.7", 40_000);
    const inner = recorders();
    const port = await listen(new HAProxyWrappingFactory(new TLSTerminatingFactory(reactor, inner, tls)));
    const below = await reactor.connectTCP(
      "127.0.0.1",
      port,
      Factory.from(() => new Recorder()),
    );
    below.transport.write(encodeProxyV1(real, real));
    below.transport.startTLS({ role: "client", ...clientTLS });
    await below.hears("handshakeCompleted");
    below.transport.write("secret");
    const server = await inner.first();
    await server.receives("secret");
    expect(server.transport.peer).toEqual(real);
    below.transport.loseConnection();
    await below.lost;
  });

  it("loses a connection whose handshake fails, and builds no protocol for it", async () => {
    const inner = recorders();
    const port = await listen(new TLSTerminatingFactory(reactor, inner, tls));
    const client = await reactor.connectTCP(
      "127.0.0.1",
      port,
      Factory.from(() => new Recorder()),
    );
    client.transport.write("this is no ClientHello, whatever you do\r\n");
    expect(await client.lost).toBeDefined();
    expect(inner.built).toEqual([]);
  });

  it("starts and stops its factory with itself", () => {
    const events: string[] = [];
    const inner = {
      buildProtocol: () => undefined,
      doStart: () => events.push("start"),
      doStop: () => events.push("stop"),
    };
    const factory = new TLSTerminatingFactory(reactor, inner, tls);
    factory.doStart();
    factory.doStop();
    expect(events).toEqual(["start", "stop"]);
  });
});
