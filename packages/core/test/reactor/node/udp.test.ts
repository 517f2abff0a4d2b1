import { afterEach, describe, expect, it } from "@jest/globals";
import { DatagramProtocol } from "../../../src/protocol/datagram-protocol.js";
import { logPublisher, type LogEvent } from "../../../src/logging/log-publisher.js";
import { NodeReactor } from "../../../src/reactor/node/node-reactor.js";
import type { ListenUDPOptions } from "../../../src/reactor/reactor.js";
import type { IPAddress } from "../../../src/transport/address.js";
import { CannotListenError } from "../../../src/transport/connection-errors.js";

const reactor = new NodeReactor();
const open: Datagrams[] = [];

class Datagrams extends DatagramProtocol {
  readonly received: { readonly text: string; readonly from: IPAddress }[] = [];
  readonly events: string[] = [];
  onDatagram: (data: Buffer, from: IPAddress) => void = () => undefined;
  #waiting: (() => void)[] = [];

  override startProtocol(): void {
    this.events.push("startProtocol");
  }

  override datagramReceived(data: Buffer, from: IPAddress): void {
    this.received.push({ text: String(data), from });
    this.#wake();
    this.onDatagram(data, from);
  }

  override connectionRefused(): void {
    this.events.push("connectionRefused");
    this.#wake();
  }

  override stopProtocol(): void {
    this.events.push("stopProtocol");
  }

  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

async function listen(options: ListenUDPOptions = { interface: "127.0.0.1" }, port = 0): Promise<Datagrams> {
  const protocol = new Datagrams();
  await reactor.listenUDP(port, protocol, options);
  open.push(protocol);
  return protocol;
}

afterEach(async () => {
  for (const protocol of open.splice(0)) await protocol.transport.stopListening();
});

describe("UDP", () => {
  it("carries datagrams both ways", async () => {
    const [left, right] = [await listen(), await listen()];
    right.onDatagram = (data, from) => right.transport.write(Buffer.from(`re: ${String(data)}`), from);
    expect(left.transport.write(Buffer.from("hello"), right.transport.host)).toBe(true);
    await left.until(() => left.received.length === 1);
    expect(left.received).toEqual([{ text: "re: hello", from: right.transport.host }]);
    expect(right.received[0]?.from).toEqual(left.transport.host);
    expect(left.transport.bufferedBytes).toBe(0);
  });

  it("speaks IPv6", async () => {
    const left = await listen({ interface: "::1" });
    left.transport.write(Buffer.from("to myself"), left.transport.host);
    await left.until(() => left.received.length === 1);
    expect(left.received[0]?.from).toMatchObject({ type: "udp", family: 6, host: "::1" });
  });

  it("hears only its peer once it is connected", async () => {
    const [left, right, stranger] = [await listen(), await listen(), await listen()];
    await left.transport.connect("127.0.0.1", right.transport.host.port);
    expect(left.transport.peer).toEqual(right.transport.host);
    stranger.transport.write(Buffer.from("spam"), left.transport.host);
    left.transport.write(Buffer.from("hello"));
    await right.until(() => right.received.length === 1);
    right.transport.write(Buffer.from("hello yourself"), left.transport.host);
    await left.until(() => left.received.length > 0);
    expect(left.received.map(({ text }) => text)).toEqual(["hello yourself"]);
    expect(() => left.transport.write(Buffer.from("x"), right.transport.host)).toThrow(TypeError);
    expect(() => left.transport.connect("127.0.0.1", 1)).toThrow(TypeError);
  });

  it("tells a connected port that nobody is at its peer", async () => {
    const [left, gone] = [await listen(), await listen()];
    const { port } = gone.transport.host;
    await gone.transport.stopListening();
    await left.transport.connect("127.0.0.1", port);
    left.transport.write(Buffer.from("anybody?"));
    await left.until(() => left.events.includes("connectionRefused"));
  });

  it("lives on after a datagram that could not be sent", async () => {
    const [left, right] = [await listen(), await listen()];
    // Broadcasting is not allowed unless it is asked for.
    left.transport.write(Buffer.from("x"), { host: "255.255.255.255", port: 9 });
    left.transport.write(Buffer.from("still here"), right.transport.host);
    await right.until(() => right.received.length === 1);
  });

  it("lives on after an exception of its protocol, and logs the peer", async () => {
    const events: LogEvent[] = [];
    const forget = logPublisher.addObserver((event) => events.push(event));
    const [left, right] = [await listen(), await listen()];
    right.onDatagram = () => {
      throw new Error("a bug");
    };
    left.transport.write(Buffer.from("one"), right.transport.host);
    left.transport.write(Buffer.from("two"), right.transport.host);
    await right.until(() => right.received.length === 2);
    forget();
    expect(events.filter(({ level }) => level === "error").map(({ fields }) => fields["address"])).toEqual([
      `127.0.0.1:${String(left.transport.host.port)}`,
      `127.0.0.1:${String(left.transport.host.port)}`,
    ]);
  });

  it("joins and leaves multicast groups", async () => {
    const receiver = await listen({ interface: "0.0.0.0", reuseAddress: true });
    receiver.transport.joinGroup("239.255.77.77", "127.0.0.1");
    const sender = await listen();
    sender.transport.setMulticastInterface("127.0.0.1");
    sender.transport.setMulticastLoopback(true);
    sender.transport.setMulticastTTL(1);
    sender.transport.write(Buffer.from("to all"), { host: "239.255.77.77", port: receiver.transport.host.port });
    await receiver.until(() => receiver.received.length === 1);
    receiver.transport.leaveGroup("239.255.77.77", "127.0.0.1");
    expect(() => {
      receiver.transport.leaveGroup("239.255.77.77", "127.0.0.1");
    }).toThrow();
  });

  it("refuses what is no datagram or no destination", async () => {
    const left = await listen();
    const to = { host: "127.0.0.1", port: 9 };
    expect(() => left.transport.write(Buffer.alloc(65_508), to)).toThrow(RangeError);
    expect(() => left.transport.write(Buffer.alloc(1))).toThrow(TypeError);
    expect(() => left.transport.write(Buffer.alloc(1), { host: "127.0.0.1", port: 70_000 })).toThrow(RangeError);
    expect(() => left.transport.write(Buffer.alloc(1), { host: "localhost", port: 9 })).toThrow(TypeError);
    expect(() => left.transport.connect("localhost", 9)).toThrow(TypeError);
    expect(() => reactor.listenUDP(0, new Datagrams(), { interface: "localhost" })).toThrow(TypeError);
  });

  it("fails where the port is in use", async () => {
    const left = await listen();
    const failure = listen({ interface: "127.0.0.1" }, left.transport.host.port);
    await expect(failure).rejects.toBeInstanceOf(CannotListenError);
  });

  it("stops once, drops what is written then, and frees its port", async () => {
    const left = await listen();
    const { port } = left.transport.host;
    await Promise.all([left.transport.stopListening(), left.transport.stopListening()]);
    expect(left.events).toEqual(["startProtocol", "stopProtocol"]);
    expect(left.transport.write(Buffer.from("x"), { host: "127.0.0.1", port })).toBe(false);
    expect(left.transport.bufferedBytes).toBe(0);
    await listen({ interface: "127.0.0.1" }, port);
  });
});
