import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { logPublisher, type LogEvent } from "../../../src/logging/log-publisher.js";
import { Factory } from "../../../src/protocol/factory.js";
import { Protocol } from "../../../src/protocol/protocol.js";
import { SimulatedNetwork } from "../../../src/testing/simulated-network/simulated-network.js";
import {
  ConnectionDone,
  ConnectionLost,
  ConnectionRefusedError,
  ConnectTimeoutError,
  type ConnectionEnd,
} from "../../../src/transport/connection-errors.js";
import type { SimulatedHost } from "../../../src/testing/simulated-network/simulated-host.js";

class Recorder extends Protocol {
  text = "";
  chunks = 0;
  ends: ConnectionEnd[] = [];
  endedAt = -1;

  override dataReceived(data: Buffer): void {
    this.text += data.toString("latin1");
    this.chunks += 1;
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.ends.push(reason);
    this.endedAt = this.transport.clock.now();
  }
}

class Echo extends Recorder {
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    this.transport.write(data);
  }
}

interface World {
  readonly net: SimulatedNetwork;
  readonly server: SimulatedHost;
  readonly laptop: SimulatedHost;
  readonly accepted: Echo[];
}

function world(options: ConstructorParameters<typeof SimulatedNetwork>[0] = {}): World {
  const net = new SimulatedNetwork(options);
  const server = net.host("mail.example");
  const laptop = net.host("laptop");
  const accepted: Echo[] = [];
  server.onBoot((reactor) =>
    reactor.listenTCP(
      25,
      Factory.from(() => {
        const echo = new Echo();
        accepted.push(echo);
        return echo;
      }),
    ),
  );
  return { net, server, laptop, accepted };
}

async function connected({ net, laptop }: World, timeoutMs = 30_000): Promise<Recorder> {
  const [address] = await laptop.reactor.resolve("mail.example");
  const client = new Recorder();
  const attempt = laptop.reactor.connectTCP(
    address?.host ?? "",
    25,
    Factory.from(() => client),
    { timeoutMs },
  );
  await net.run(10);
  await attempt;
  return client;
}

describe("streams on the simulated network", () => {
  const logged: LogEvent[] = [];
  let stopListening: () => void;

  beforeEach(() => {
    logged.length = 0;
    stopListening = logPublisher.addObserver((event) => logged.push(event));
  });

  afterEach(() => {
    stopListening();
    expect(logged).toEqual([]);
  });

  it("connects in one round trip and echoes in another", async () => {
    const { net, laptop, accepted } = world({ link: { latencyMs: 20 }, chunking: "whole" });
    const client = new Recorder();
    const times: number[] = [];
    const attempt = laptop.reactor.connectTCP(
      "10.0.0.1",
      25,
      Factory.from(() => client),
    );
    attempt.addCallback(() => {
      times.push(net.now());
      client.transport.write("hello");
    });
    client.dataReceived = () => times.push(net.now());
    await net.run(1_000);
    expect(times).toEqual([40, 80]);
    expect(accepted[0]?.text).toBe("hello");
    expect(accepted[0]?.transport.peer).toEqual(client.transport.host);
    expect(client.transport.peer).toMatchObject({ host: "10.0.0.1", port: 25 });
  });

  it("ends in good order on both sides and leaves nothing behind", async () => {
    const all = world();
    const client = await connected(all);
    client.transport.write("bye");
    client.transport.loseConnection();
    await all.net.run();
    expect(client.ends).toEqual([expect.any(ConnectionDone)]);
    expect(all.accepted[0]?.ends).toEqual([expect.any(ConnectionDone)]);
    expect(all.accepted[0]?.text).toBe("bye");
    expect(all.net.openHandles()).toEqual(["mail.example: port [::]:25"]);
    expect(all.net.now()).toBeLessThan(100);
  });

  it("refuses a connection to a port that nobody listens on, after a round trip", async () => {
    const { net, laptop } = world({ link: { latencyMs: 5 } });
    const attempt = laptop.reactor
      .connectTCP("10.0.0.1", 26, Factory.forProtocol(Recorder))
      .addErrback((error) => [net.now(), error]);
    await net.run();
    expect(await attempt).toEqual([10, expect.any(ConnectionRefusedError)]);
    expect(net.openHandles()).toEqual(["mail.example: port [::]:25"]);
  });

  it("gets no answer through a partition, and one after it has healed", async () => {
    const all = world();
    const { net, laptop, server } = all;
    const link = net.link(laptop, server);
    link.partition();
    const lost = laptop.reactor
      .connectTCP("10.0.0.1", 25, Factory.forProtocol(Recorder), { timeoutMs: 700 })
      .addErrback((error) => [net.now(), error]);
    await net.run(1_000);
    expect(await lost).toEqual([700, expect.any(ConnectTimeoutError)]);
    const late = laptop.reactor.connectTCP("10.0.0.1", 25, Factory.forProtocol(Recorder));
    await net.run(1_000);
    expect(late.called).toBe(false);
    link.heal();
    await net.run(2_000);
    await late;
    expect(all.accepted).toHaveLength(1);
  });

  it("delays what is sent through a partition until it has healed", async () => {
    const all = world();
    const client = await connected(all);
    all.net.link(all.server, all.laptop).partition({ forMs: 5_000 });
    client.transport.write("patience");
    await all.net.run(4_999);
    expect(all.accepted[0]?.text).toBe("");
    await all.net.run(5_000);
    expect(client.text).toBe("patience");
  });

  it("loses what was on its way when a partition begins, and sends it again", async () => {
    const all = world({ link: { latencyMs: 100 } });
    const client = new Recorder();
    const attempt = all.laptop.reactor.connectTCP(
      "10.0.0.1",
      25,
      Factory.from(() => client),
    );
    await all.net.run(300);
    await attempt;
    client.transport.write("x".repeat(5_000));
    all.net.link(all.server, all.laptop).partition({ afterMs: 50, forMs: 100 });
    await all.net.run(10_000);
    expect(client.text).toHaveLength(5_000);
    expect(client.ends).toEqual([]);
  });

  it("gives a connection up that nobody answers for too long, and the other end learns of it when it speaks", async () => {
    const all = world({ giveUpMs: 10_000 });
    const client = await connected(all);
    const link = all.net.link(all.server, all.laptop);
    link.partition();
    client.transport.write("hello?");
    await all.net.run(60_000);
    expect(client.ends).toEqual([expect.any(ConnectionLost)]);
    expect(all.accepted[0]?.ends).toEqual([]);
    link.heal();
    all.accepted[0]?.transport.write("still there?");
    await all.net.run(1_000);
    expect(all.accepted[0]?.ends).toEqual([expect.any(ConnectionLost)]);
  });

  it("resets connections of a program that is killed, and those of a crashed host when they speak to it again", async () => {
    const all = world();
    const first = await connected(all);
    all.server.kill({ forMs: 100 });
    await all.net.run(50);
    expect(first.ends).toEqual([expect.any(ConnectionLost)]);
    await all.net.run(100);
    const second = await connected(all);
    all.server.crash({ forMs: 3_000 });
    await all.net.run(1_000);
    expect(second.ends).toEqual([]);
    second.transport.write("anybody?");
    await all.net.run(20_000);
    expect(second.ends).toEqual([expect.any(ConnectionLost)]);
    expect(all.accepted.flatMap((echo) => echo.ends)).toEqual([]);
    const third = await connected(all);
    third.transport.write("back");
    await all.net.run(100);
    expect(third.text).toBe("back");
  });

  it("does nothing for a program whose host has crashed", async () => {
    const all = world();
    const client = await connected(all);
    const { reactor } = all.laptop;
    let ran = false;
    reactor.callLater(5, () => {
      ran = true;
    });
    all.laptop.crash();
    expect(reactor.callLater(5, () => undefined).active).toBe(false);
    expect(client.transport.write("dead")).toBe(false);
    const never = reactor.connectTCP("10.0.0.1", 25, Factory.forProtocol(Recorder));
    await all.net.run(1_000);
    expect([ran, client.ends, never.called, reactor.running]).toEqual([false, [], false, false]);
    all.laptop.restart();
    expect(all.laptop.reactor).not.toBe(reactor);
    expect(all.laptop.reactor.running).toBe(true);
  });

  it("resets all connections of a link", async () => {
    const all = world();
    const client = await connected(all);
    all.net.link(all.laptop, all.server).reset({ afterMs: 10 });
    await all.net.run(11);
    for (const end of [client, all.accepted[0]]) expect(end?.ends).toEqual([expect.any(ConnectionLost)]);
  });

  it("lets bandwidth take its time, and cuts streams at random", async () => {
    const all = world({ link: { latencyMs: 1, bytesPerSecond: 10_000 } });
    const client = await connected(all);
    const begin = all.net.now();
    client.transport.write("x".repeat(20_000));
    client.transport.loseWriteConnection();
    await all.net.run();
    expect(all.accepted[0]?.text).toHaveLength(20_000);
    expect(all.accepted[0]?.chunks).toBeGreaterThan(14);
    expect((all.accepted[0]?.endedAt ?? 0) - begin).toBeGreaterThan(2_000);
  });

  it("makes a fast writer wait for a slow reader", async () => {
    const all = world({ windowBytes: 10_000 });
    const client = await connected(all);
    all.accepted[0]?.transport.pauseReading();
    await all.net.run(1);
    expect(client.transport.write("x".repeat(100_000))).toBe(false);
    await all.net.run(1_000);
    expect(client.transport.bufferedBytes).toBe(90_000);
    all.accepted[0]?.transport.resumeReading();
    await all.net.run(10_000);
    expect(client.transport.bufferedBytes).toBe(0);
    expect(client.text).toHaveLength(100_000);
  });

  it("cuts and stalls a connection where its plan says so", async () => {
    const cut = world({ plan: () => ({ toServer: { kind: "cut", afterBytes: 3 } }) });
    const client = await connected(cut);
    client.transport.write("hello");
    await cut.net.run(1_000);
    expect(cut.accepted[0]?.text).toBe("hel");
    for (const end of [client, cut.accepted[0]]) expect(end?.ends).toEqual([expect.any(ConnectionLost)]);
    const stall = world({ plan: () => ({ toClient: { kind: "stall", afterBytes: 2, forMs: 5_000 } }) });
    const patient = await connected(stall);
    patient.transport.write("hello");
    await stall.net.run(4_000);
    expect(patient.text).toBe("he");
    await stall.net.run(2_000);
    expect(patient.text).toBe("hello");
  });
});
