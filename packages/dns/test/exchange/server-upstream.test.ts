import { afterEach, describe, expect, it } from "@jest/globals";
import { SimulatedNetwork } from "@twist/core/testing";
import { ServerUpstream, type ServerUpstreamOptions } from "../../src/exchange/server-upstream.js";
import { A } from "../../src/records/a.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { addressAnswer, answerAddress, answerTexts } from "./answers.js";
import { type Asked, NameServer, type Script } from "./name-server.js";

const query = (): Message => Message.query("www.example.com.", A.code, { id: 7, edns: new EDNS() });

interface World {
  readonly network: SimulatedNetwork;
  readonly server: NameServer;
  readonly upstream: ServerUpstream;
}

let opened: SimulatedNetwork | undefined;

async function world(script: Script, options: Partial<ServerUpstreamOptions> = {}): Promise<World> {
  const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
  opened = network;
  const server = await NameServer.start(network, "ns", "192.0.2.53", script);
  const upstream = new ServerUpstream({ host: server.address, ...options }, network.host("client").reactor);
  return { network, server, upstream };
}

async function settle<Result>({ network }: World, work: PromiseLike<Result>): Promise<Result> {
  await Promise.allSettled([work, network.run()]);
  return work;
}

/** Truncated by UDP, whole by TCP. */
const truncating: Script = (asked: Asked) => {
  const response = addressAnswer(asked.message);
  if (asked.from !== undefined) {
    response.tc = true;
    response.answer = [];
  }
  asked.send(response);
};

afterEach(() => {
  expect(opened?.openHandles().filter((handle) => handle.startsWith("client"))).toEqual([]);
});

describe("ServerUpstream", () => {
  it("asks by UDP, and no more where that answers", async () => {
    const here = await world(answerAddress());
    const response = await settle(here, here.upstream.exchange(query()));
    expect(answerTexts(response)).toEqual(["www.example.com. 300 IN A 192.0.2.1"]);
    expect(here.server.datagrams).toHaveLength(1);
    expect(here.server.connections).toBe(0);
  });

  it("asks by TCP where the answer is truncated", async () => {
    const here = await world(truncating);
    const response = await settle(here, here.upstream.exchange(query()));
    expect(response.tc).toBe(false);
    expect(response.answer).toHaveLength(1);
    expect(here.server.asked.map(({ from }) => from === undefined)).toEqual([false, true]);
  });

  it("fails where the answer is truncated and nobody listens to TCP", async () => {
    const network = new SimulatedNetwork();
    opened = network;
    const host = network.host("ns", { addresses: ["192.0.2.53"] });
    const server = await NameServer.start(network, "ns", "192.0.2.53", truncating);
    const upstream = new ServerUpstream({ host: server.address, port: 5353 }, network.host("client").reactor);
    await host.reactor.listenUDP(5353, server.datagramServer());
    await expect(settle({ network, server, upstream }, upstream.exchange(query()))).rejects.toMatchObject({
      code: "CONNECTION_REFUSED",
    });
  });

  it("asks again by UDP where nothing comes, from another port and with another id", async () => {
    const here = await world(() => undefined, { attempts: 5 });
    here.server.answerWith((asked) => {
      if (here.server.asked.length === 5) answerAddress()(asked);
    });
    await settle(here, here.upstream.exchange(query()));
    expect(new Set(here.server.asked.map(({ from }) => from?.port)).size).toBe(5);
    expect(new Set(here.server.asked.map(({ message }) => message.id)).size).toBeGreaterThan(3);
    expect(here.network.now()).toBe(4_010);
  });

  it("gives every attempt the time that it is told to", async () => {
    const here = await world(() => undefined, { attempts: 3, attemptTimeoutMs: 200 });
    await expect(settle(here, here.upstream.exchange(query(), { timeoutMs: 600 }))).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    expect(here.server.asked).toHaveLength(3);
    expect(here.network.now()).toBe(600);
  });

  it("asks by TCP where somebody seems to be guessing", async () => {
    const here = await world((asked) => {
      if (asked.from === undefined) {
        answerAddress()(asked);
        return;
      }
      for (let guess = 1; guess <= 3; guess++) {
        const forged = addressAnswer(asked.message, "198.51.100.66");
        forged.id ^= guess;
        asked.send(forged);
      }
    });
    const response = await settle(here, here.upstream.exchange(query()));
    expect(answerTexts(response)).toEqual(["www.example.com. 300 IN A 192.0.2.1"]);
    expect(here.upstream.mismatches).toBe(3);
    expect(here.network.now()).toBeLessThan(11_000);
  });

  it("stops when its signal aborts, by UDP and by TCP", async () => {
    for (const script of [
      (): void => undefined,
      (asked: Asked): void => {
        if (asked.from !== undefined) truncating(asked);
      },
    ]) {
      const here = await world(script);
      const controller = new AbortController();
      const failed = expect(here.upstream.exchange(query(), { signal: controller.signal })).rejects.toThrow("enough");
      await here.network.run(100);
      controller.abort(new Error("enough"));
      await failed;
      const before = here.server.asked.length;
      await here.network.run();
      expect(here.server.asked).toHaveLength(before);
    }
  });

  it("fails what waits, and what comes later, once it is closed", async () => {
    const here = await world((asked) => {
      if (asked.from !== undefined) truncating(asked);
    });
    const failed = expect(here.upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run(100);
    here.upstream.close();
    await failed;
    await expect(here.upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("refuses counts that are none", () => {
    const { reactor } = new SimulatedNetwork().host("client");
    expect(() => new ServerUpstream({ host: "192.0.2.1", attempts: 0 }, reactor)).toThrow(RangeError);
  });
});
