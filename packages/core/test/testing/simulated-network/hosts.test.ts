import { describe, expect, it } from "@jest/globals";

import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { NotSimulatedError } from "../../../src/testing/simulated-network/network-errors.js";
import { SimulatedNetwork } from "../../../src/testing/simulated-network/simulated-network.js";
import { ConnectError, DNSLookupError } from "../../../src/transport/connection-errors.js";

class Recorder extends Protocol {
  text = "";

  override dataReceived(data: Buffer): void {
    this.text += data.toString();
  }
}

class Greeter extends Recorder {
  override connectionMade(): void {
    this.transport.write("hello");
  }
}

describe("hosts of the simulated network", () => {
  it("have addresses, and names that can be looked up in any spelling", async () => {
    const net = new SimulatedNetwork();
    const server = net.host("Mail.Example", { addresses: ["192.0.2.1", "2001:db8::1"] });
    const { reactor } = net.host("laptop");
    net.alias("www.example", server);
    expect(net.host("mail.example")).toBe(server);
    for (const name of ["mail.example", "MAIL.example.", "www.example"]) {
      expect(await reactor.resolve(name)).toEqual([
        { host: "192.0.2.1", family: 4 },
        { host: "2001:db8::1", family: 6 },
      ]);
    }
    expect(await reactor.resolve("laptop", { family: 4 })).toEqual([{ host: "10.0.0.2", family: 4 }]);
    net.failLookups("mail.example");
    await expect(reactor.resolve("mail.example")).rejects.toBeInstanceOf(DNSLookupError);
    net.failLookups("mail.example", false);
    await reactor.resolve("mail.example");
    await expect(reactor.resolve("nowhere.example")).rejects.toBeInstanceOf(DNSLookupError);
  });

  it("take their time to look up a name where the network says so", async () => {
    const net = new SimulatedNetwork({ lookupMs: 30 });
    const { reactor } = net.host("laptop");
    const times: number[] = [];
    reactor.resolve("laptop").addCallback(() => times.push(net.now()));
    reactor.resolve("nowhere").addErrback(() => times.push(net.now()));
    await net.run();
    expect(times).toEqual([30, 30]);
  });

  it("reach themselves over the loopback address, each its own", async () => {
    const net = new SimulatedNetwork();
    const [a, b] = [net.host("a"), net.host("b")];
    await a.reactor.listenTCP(80, Factory.forProtocol(Greeter), { interface: "127.0.0.1" });
    const client = new Recorder();
    const elsewhere = b.reactor.connectTCP("127.0.0.1", 80, Factory.forProtocol(Recorder)).addErrback((error) => error);
    const outside = b.reactor.connectTCP("10.0.0.1", 80, Factory.forProtocol(Recorder)).addErrback((error) => error);
    void a.reactor.connectTCP(
      "127.0.0.1",
      80,
      Factory.from(() => client),
    );
    await net.run();
    expect(client.text).toBe("hello");
    for (const error of [await elsewhere, await outside]) expect(error).toMatchObject({ code: "CONNECTION_REFUSED" });
    await expect(b.reactor.connectTCP("203.0.113.9", 80, Factory.forProtocol(Recorder))).rejects.toBeInstanceOf(
      ConnectError,
    );
  });

  it("start programs that they were given, for connectProcess", async () => {
    const net = new SimulatedNetwork();
    const host = net.host("a");
    host.program("/usr/bin/greeter", Factory.forProtocol(Greeter));
    const client = new Recorder();
    void host.reactor.connectProcess(
      "/usr/bin/greeter",
      Factory.from(() => client),
    );
    await net.run();
    expect(client.text).toBe("hello");
    expect(client.transport.peer).toEqual({ type: "pipe", name: "/usr/bin/greeter" });
    await expect(host.reactor.connectProcess("/usr/bin/none", Factory.forProtocol(Recorder))).rejects.toMatchObject({
      code: "CANNOT_SPAWN",
    });
  });

  it("get signals when the test sends them", () => {
    const host = new SimulatedNetwork().host("a");
    const seen: string[] = [];
    host.reactor.onSignal("SIGTERM", () => seen.push("SIGTERM"));
    expect(host.reactor.sendSignal("SIGTERM")).toBe(true);
    expect(host.reactor.sendSignal("SIGINT")).toBe(false);
    expect(seen).toEqual(["SIGTERM"]);
  });

  it("refuse what needs a real process", async () => {
    const { reactor } = new SimulatedNetwork().host("a");
    expect(() => reactor.openStdio()).toThrow(NotSimulatedError);
    expect(() => reactor.adoptConnectionFD()).toThrow(NotSimulatedError);
    await expect(reactor.adoptListeningFD()).rejects.toBeInstanceOf(NotSimulatedError);
    await expect(reactor.deferToWorker()).rejects.toBeInstanceOf(NotSimulatedError);
    await expect(reactor.spawnProcess()).rejects.toBeInstanceOf(NotSimulatedError);
  });

  it("have no link to themselves, and one to each other", () => {
    const net = new SimulatedNetwork();
    const [a, b] = [net.host("a"), net.host("b")];
    expect(net.link(a, b)).toBe(net.link(b, a));
    expect(() => net.link(a, a)).toThrow(TypeError);
  });

  it("run what they do at boot again after a restart", () => {
    const host = new SimulatedNetwork().host("a");
    const reactors: unknown[] = [];
    host.onBoot((reactor) => reactors.push(reactor));
    host.restart();
    host.crash();
    host.crash();
    host.restart();
    expect(reactors).toHaveLength(2);
    expect(reactors[1]).toBe(host.reactor);
    expect(reactors[0]).not.toBe(reactors[1]);
  });
});
