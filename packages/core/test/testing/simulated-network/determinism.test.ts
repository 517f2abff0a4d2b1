import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../../src/deferred/deferred.js";
import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { LoopingCall } from "../../../src/reactor/looping-call.js";
import { NetworkStillBusy } from "../../../src/testing/simulated-network/network-errors.js";
import { SimulatedNetwork } from "../../../src/testing/simulated-network/simulated-network.js";

/** Passes every line on to everybody, after some promises and ticks. */
class Room extends Protocol {
  readonly #members: Set<Room>;

  constructor(members: Set<Room>) {
    super();
    this.#members = members;
  }

  override connectionMade(): void {
    this.#members.add(this);
  }

  override dataReceived(data: Buffer): void {
    void this.#pass(data);
  }

  async #pass(data: Buffer): Promise<void> {
    await Promise.resolve();
    await new Promise<void>((resolve) => {
      process.nextTick(resolve);
    });
    for (const member of this.#members) if (member !== this) member.transport.write(data);
  }

  override connectionLost(): void {
    this.#members.delete(this);
  }
}

class Chatter extends Protocol {
  heard = 0;
  #loop: LoopingCall | undefined;

  override connectionMade(): void {
    const loop = new LoopingCall(this.transport.clock, () => this.transport.write("hello everybody\r\n"));
    this.#loop = loop;
    void loop.start(30_000);
  }

  override dataReceived(data: Buffer): void {
    this.heard += data.length;
  }

  override connectionLost(): void {
    this.#loop?.stop();
  }
}

async function chat(seed: number): Promise<string> {
  const net = new SimulatedNetwork({ seed, trace: true, link: { latencyMs: 10, jitterMs: 30 } });
  const server = net.host("chat.example");
  const members = new Set<Room>();
  await server.reactor.listenTCP(
    6667,
    Factory.from(() => new Room(members)),
  );
  for (let number = 0; number < 5; number += 1) {
    const host = net.host(`laptop ${String(number)}`);
    const sleep = new Deferred<void>();
    host.reactor.callLater(net.random.next() * 1_000, () => {
      sleep.callback(undefined);
    });
    void (async () => {
      await sleep;
      const [address] = await host.reactor.resolve("chat.example");
      await host.reactor.connectTCP(address?.host ?? "", 6667, Factory.forProtocol(Chatter));
    })();
    net.link(host, server).partition({ afterMs: 20_000 + number * 1_000, forMs: 3_000 });
  }
  server.kill({ afterMs: 50_000 });
  await net.run(60_000);
  return net.trace.join("\n");
}

describe("the simulated network", () => {
  it("gives the same trace for the same seed, byte for byte, and another one for another", async () => {
    const first = await chat(42);
    expect(first.length).toBeGreaterThan(4_000);
    expect(await chat(42)).toBe(first);
    expect(await chat(43)).not.toBe(first);
  });

  it("runs a virtual hour of 100 chatting clients in seconds", async () => {
    const net = new SimulatedNetwork({ link: { latencyMs: 10, jitterMs: 5 } });
    const server = net.host("chat.example");
    const rooms = Array.from({ length: 20 }, () => new Set<Room>());
    let accepted = 0;
    await server.reactor.listenTCP(
      6667,
      Factory.from(() => {
        accepted += 1;
        return new Room(rooms[accepted % 20] ?? new Set());
      }),
    );
    const clients: Chatter[] = [];
    for (let number = 0; number < 100; number += 1) {
      const { reactor } = net.host(`laptop ${String(number)}`);
      reactor.callLater(number * 100, () => {
        void reactor
          .connectTCP("10.0.0.1", 6667, Factory.forProtocol(Chatter))
          .addCallback((client) => clients.push(client));
      });
    }
    const begin = process.hrtime.bigint();
    await net.run(3_600_000);
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    expect(clients).toHaveLength(100);
    // 120 lines of 17 bytes from each of four others, less what was said before one came.
    for (const client of clients) expect(client.heard).toBeGreaterThan(115 * 4 * 17);
    expect(seconds).toBeLessThan(30);
  }, 60_000);

  it("runs until nothing is left to happen, and says so where that never comes", async () => {
    const net = new SimulatedNetwork({ maxVirtualMs: 10_000 });
    const { reactor } = net.host("clock");
    let ticks = 0;
    const loop = new LoopingCall(reactor, () => {
      ticks += 1;
      if (ticks === 5) loop.stop();
    });
    void loop.start(1_000);
    await net.run();
    expect([ticks, net.now()]).toEqual([5, 4_000]);
    void new LoopingCall(reactor, () => undefined).start(1_000);
    await expect(net.run()).rejects.toBeInstanceOf(NetworkStillBusy);
  });

  it("refuses to run twice at a time", async () => {
    const net = new SimulatedNetwork();
    net.host("a").reactor.callLater(1, () => undefined);
    const first = net.run();
    await expect(net.run()).rejects.toBeInstanceOf(TypeError);
    await first;
  });

  it("lets exactly that much time pass that it is told to", async () => {
    const net = new SimulatedNetwork({ startAt: 1_000 });
    const { reactor } = net.host("a");
    await net.run(250);
    expect([net.now(), reactor.now(), reactor.wallTime()]).toEqual([250, 250, 1_250]);
  });
});
