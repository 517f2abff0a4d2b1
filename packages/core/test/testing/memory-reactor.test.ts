import { describe, expect, it } from "@jest/globals";

import { Factory } from "../../src/protocol/factory.js";
import { DatagramProtocol } from "../../src/protocol/datagram-protocol.js";
import { Protocol } from "../../src/protocol/protocol.js";
import {
  CannotListenError,
  ConnectionRefusedError,
  ConnectTimeoutError,
  DNSLookupError,
} from "../../src/transport/connection-errors.js";
import { MemoryReactor } from "../../src/testing/memory-reactor/memory-reactor.js";
import type { IPAddress } from "../../src/transport/address.js";

class Greeter extends Protocol {
  override connectionMade(): void {
    this.transport.write("hi\r\n");
  }
}

class Datagrams extends DatagramProtocol {
  readonly seen: string[] = [];

  datagramReceived(data: Buffer, from: IPAddress): void {
    this.seen.push(data.toString());
    this.transport.write(data, from);
  }

  override stopProtocol(): void {
    this.seen.push("stopped");
  }
}

class CountedFactory extends Factory {
  readonly life: string[] = [];

  buildProtocol(): Protocol {
    return new Greeter();
  }

  override startFactory(): void {
    this.life.push("start");
  }

  override stopFactory(): void {
    this.life.push("stop");
  }
}

describe("MemoryReactor", () => {
  it("records a port, and lets the test accept on it", async () => {
    const reactor = new MemoryReactor();
    const factory = new CountedFactory();
    const port = await reactor.listenTCP(0, factory, { interface: "127.0.0.1" });
    expect(port.address).toMatchObject({ type: "tcp", family: 4, host: "127.0.0.1" });
    const accepted = reactor.ports[0]?.accept();
    expect(accepted?.transport.text()).toBe("hi\r\n");
    expect(accepted?.transport.clock).toBe(reactor);
    expect(port.connections.size).toBe(1);
    accepted?.transport.end();
    expect(port.connections.size).toBe(0);
    await port.stopListening();
    expect(() => reactor.ports[0]?.accept()).toThrow(TypeError);
    expect(factory.life).toEqual(["start", "stop"]);
  });

  it("fails to listen where it is told to", async () => {
    const reactor = new MemoryReactor();
    reactor.listenError = new CannotListenError("in use");
    await expect(reactor.listenTCP(25, new CountedFactory())).rejects.toBe(reactor.listenError);
    await expect(reactor.listenUDP(25, new Datagrams())).rejects.toBe(reactor.listenError);
    expect(reactor.ports).toHaveLength(0);
  });

  it("records an attempt to connect that the test accepts", async () => {
    const reactor = new MemoryReactor();
    const factory = new CountedFactory();
    const connected = reactor.connectTLS("192.0.2.7", 443, factory, { tls: { serverName: "example.org" } });
    const [attempt] = reactor.connects;
    expect(attempt?.request).toMatchObject({
      kind: "tls",
      peer: { host: "192.0.2.7", port: 443 },
      tls: { serverName: "example.org" },
    });
    const accepted = attempt?.accept();
    expect(await connected).toBe(accepted?.protocol);
    expect(reactor.calls).toHaveLength(0);
    expect(factory.life).toEqual(["start"]);
    accepted?.transport.end();
    expect(factory.life).toEqual(["start", "stop"]);
  });

  it("records an attempt to connect that fails, times out, is cancelled or is aborted", async () => {
    const reactor = new MemoryReactor();
    const factory = new CountedFactory();
    const refused = reactor.connectTCP("192.0.2.7", 1, factory);
    reactor.connects[0]?.fail(new ConnectionRefusedError("nobody"));
    await expect(refused).rejects.toBeInstanceOf(ConnectionRefusedError);
    const late = reactor.connectUNIX("/run/x", factory, { timeoutMs: 50 });
    reactor.advance(50);
    await expect(late).rejects.toBeInstanceOf(ConnectTimeoutError);
    const cancelled = reactor.connectProcess("cat", factory);
    cancelled.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    const controller = new AbortController();
    const aborted = reactor.connectTCP("192.0.2.7", 1, factory, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
    expect(reactor.connects.map((attempt) => attempt.pending)).toEqual([false, false, false, false]);
    expect(() => reactor.connects[0]?.accept()).toThrow(TypeError);
    expect(factory.life.filter((event) => event === "stop")).toHaveLength(4);
    expect(reactor.calls).toHaveLength(0);
  });

  it("records datagrams", async () => {
    const reactor = new MemoryReactor();
    const protocol = new Datagrams();
    await reactor.listenUDP(53, protocol);
    const from: IPAddress = { type: "udp", family: 4, host: "192.0.2.9", port: 5353 };
    const port = reactor.datagramPorts[0];
    port?.deliver("question", from);
    expect(port?.sent).toEqual([{ data: Buffer.from("question"), to: from }]);
    await port?.stopListening();
    port?.deliver("late", from);
    expect(protocol.seen).toEqual(["question", "stopped"]);
  });

  it("looks names up where the test has put them", async () => {
    const reactor = new MemoryReactor();
    reactor.names.set("example.org", [
      { host: "2001:db8::1", family: 6 },
      { host: "192.0.2.1", family: 4 },
    ]);
    expect(await reactor.resolve("example.org", { family: 4 })).toEqual([{ host: "192.0.2.1", family: 4 }]);
    expect(await reactor.resolve("::1")).toEqual([{ host: "::1", family: 6 }]);
    await expect(reactor.resolve("nowhere.example")).rejects.toBeInstanceOf(DNSLookupError);
    await expect(reactor.resolve("::1", { family: 4 })).rejects.toBeInstanceOf(DNSLookupError);
  });

  it("runs triggers and sends signals", async () => {
    const reactor = new MemoryReactor();
    const seen: string[] = [];
    reactor.callWhenRunning(() => seen.push("running"));
    reactor.addSystemEventTrigger("before", "shutdown", () => seen.push("before"));
    const takeBack = reactor.onSignal("SIGTERM", () => seen.push("SIGTERM"));
    expect(reactor.sendSignal("SIGTERM")).toBe(true);
    takeBack();
    expect(reactor.sendSignal("SIGTERM")).toBe(false);
    await reactor.stop();
    expect(seen).toEqual(["running", "SIGTERM", "before"]);
    expect(reactor.running).toBe(false);
  });

  it("records what it cannot do", () => {
    const reactor = new MemoryReactor();
    const protocol = new Greeter();
    reactor.openStdio(protocol);
    expect(reactor.streams[0]?.text()).toBe("hi\r\n");
    void reactor.deferToWorker(new URL("file:///job.js"), [1]);
    expect(reactor.workerCalls[0]?.request.args).toEqual([1]);
    void reactor.startTLSOver(protocol.transport, new Greeter(), { role: "client", serverName: "x" });
    expect(reactor.tlsOver[0]?.request.options.role).toBe("client");
  });
});
