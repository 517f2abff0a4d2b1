import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { logPublisher } from "../../../src/logging/log-publisher.js";
import { DatagramProtocol } from "../../../src/protocol/datagram-protocol.js";
import type { IPAddress } from "../../../src/transport/address.js";
import type { LinkOptions } from "../../../src/testing/simulated-network/link.js";
import { SimulatedNetwork } from "../../../src/testing/simulated-network/simulated-network.js";

class Recorder extends DatagramProtocol {
  readonly seen: string[] = [];
  readonly from: IPAddress[] = [];

  datagramReceived(data: Buffer, from: IPAddress): void {
    this.seen.push(data.toString());
    this.from.push(from);
  }
}

async function numbered(link: LinkOptions, count = 500): Promise<string[]> {
  const net = new SimulatedNetwork({ seed: 5, link });
  const server = net.host("server");
  const client = net.host("client");
  const recorder = new Recorder();
  const sender = new Recorder();
  await server.reactor.listenUDP(53, recorder);
  await client.reactor.listenUDP(0, sender);
  for (let number = 0; number < count; number += 1) {
    client.reactor.callLater(number, () => {
      sender.transport.write(Buffer.from(String(number)), { host: "10.0.0.1", port: 53 });
    });
  }
  await net.run();
  return recorder.seen;
}

describe("datagrams on the simulated network", () => {
  let stopListening: () => void;

  beforeEach(() => {
    stopListening = logPublisher.addObserver(() => undefined);
  });

  afterEach(() => {
    stopListening();
  });

  it("arrive once and in order on a good link", async () => {
    expect(await numbered({})).toEqual(Array.from({ length: 500 }, (_, number) => String(number)));
  });

  it("are lost as often as the link says", async () => {
    const { length } = await numbered({ loss: 0.3 });
    expect(length).toBeGreaterThan(300);
    expect(length).toBeLessThan(400);
  });

  it("come twice as often as the link says", async () => {
    const seen = await numbered({ duplication: 0.2 });
    expect(new Set(seen).size).toBe(500);
    expect(seen.length).toBeGreaterThan(560);
    expect(seen.length).toBeLessThan(640);
  });

  it("overtake each other where the link says so, and none is lost", async () => {
    const seen = await numbered({ reordering: 0.2, latencyMs: 10 });
    expect(seen).not.toEqual(seen.toSorted((a, b) => Number(a) - Number(b)));
    expect(new Set(seen).size).toBe(500);
  });

  it("are lost in a partition", async () => {
    const net = new SimulatedNetwork();
    const server = net.host("server");
    const client = net.host("client");
    const recorder = new Recorder();
    const sender = new Recorder();
    await server.reactor.listenUDP(53, recorder);
    await client.reactor.listenUDP(0, sender);
    net.link(server, client).partition({ forMs: 100 });
    sender.transport.write(Buffer.from("lost"), { host: "10.0.0.1", port: 53 });
    await net.run(200);
    sender.transport.write(Buffer.from("found"), { host: "fd00::1", port: 53 });
    sender.transport.write(Buffer.from("found"), { host: "10.0.0.1", port: 53 });
    sender.transport.write(Buffer.from("nobody there"), { host: "10.9.9.9", port: 53 });
    await net.run();
    expect(recorder.seen).toEqual(["found"]);
  });

  it("reach all members of a multicast group, and the sender too unless it says no", async () => {
    const net = new SimulatedNetwork();
    const recorders = await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        const recorder = new Recorder();
        await net.host(name).reactor.listenUDP(5353, recorder, { reuseAddress: true });
        return recorder;
      }),
    );
    const [first, second] = recorders;
    for (const recorder of [first, second]) recorder?.transport.joinGroup("224.0.0.251");
    first?.transport.write(Buffer.from("one"), { host: "224.0.0.251", port: 5353 });
    first?.transport.setMulticastLoopback(false);
    first?.transport.write(Buffer.from("two"), { host: "224.0.0.251", port: 5353 });
    await net.run();
    expect(recorders.map((recorder) => recorder.seen)).toEqual([["one"], ["one", "two"], []]);
    second?.transport.leaveGroup("224.0.0.251");
    first?.transport.write(Buffer.from("three"), { host: "224.0.0.251", port: 5353 });
    await net.run();
    expect(second?.seen).toEqual(["one", "two"]);
    expect(() => first?.transport.joinGroup("10.0.0.1")).toThrow(TypeError);
  });

  it("reach everybody where they are broadcast, which has to be allowed first", async () => {
    const net = new SimulatedNetwork();
    const recorders = await Promise.all(
      ["a", "b"].map(async (name) => {
        const recorder = new Recorder();
        await net.host(name).reactor.listenUDP(67, recorder);
        return recorder;
      }),
    );
    const [first] = recorders;
    first?.transport.write(Buffer.from("no"), { host: "255.255.255.255", port: 67 });
    first?.transport.setBroadcast(true);
    first?.transport.write(Buffer.from("yes"), { host: "255.255.255.255", port: 67 });
    await net.run();
    expect(recorders.map((recorder) => recorder.seen)).toEqual([["yes"], ["yes"]]);
    expect(recorders[1]?.from[0]?.host).toBe("10.0.0.1");
  });
});
