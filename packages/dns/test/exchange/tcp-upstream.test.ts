import { afterEach, describe, expect, it } from "@jest/globals";
import { SimulatedNetwork } from "@twist/core/testing";
import type { StreamUpstreamOptions } from "../../src/exchange/stream-upstream.js";
import { TCPUpstream } from "../../src/exchange/tcp-upstream.js";
import { A } from "../../src/records/a.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { TCPKeepalive } from "../../src/wire/edns/tcp-keepalive.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import type { RecordType } from "../../src/wire/record-type.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { addressAnswer, answerAddress, answerTexts } from "./answers.js";
import { type Asked, NameServer, type Script } from "./name-server.js";

const query = (name = "www.example.com."): Message => Message.query(name, A.code, { id: 7, edns: new EDNS() });
const unwritable: RecordType = {
  ...A,
  code: 65_280,
  write: () => {
    throw new RangeError("it can't be written");
  },
};
const silence: Script = () => undefined;

interface World {
  readonly network: SimulatedNetwork;
  readonly server: NameServer;
  readonly upstream: TCPUpstream;
}

let opened: SimulatedNetwork | undefined;

async function world(script: Script, options: StreamUpstreamOptions = {}): Promise<World> {
  const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
  opened = network;
  const server = await NameServer.start(network, "ns", "192.0.2.53", script);
  const upstream = new TCPUpstream({ host: server.address, ...options }, network.host("client").reactor);
  return { network, server, upstream };
}

async function settle<Result>({ network }: World, work: PromiseLike<Result>, ms?: number): Promise<Result> {
  await Promise.allSettled([work, network.run(ms)]);
  return work;
}

afterEach(async () => {
  await opened?.run();
  expect(opened?.openHandles().filter((handle) => handle.startsWith("client"))).toEqual([]);
});

describe("TCPUpstream", () => {
  it("sends all queries on one connection, without waiting for answers (RFC 7766 §6.2.1.1)", async () => {
    const waiting: Asked[] = [];
    const here = await world((asked) => {
      waiting.push(asked);
      // Nothing is answered until all have come, and then the last comes first.
      if (waiting.length === 50) for (const one of waiting.reverse()) answerAddress()(one);
    });
    const names = Array.from({ length: 50 }, (_, i) => `n${String(i)}.example.`);
    const answers = await settle(here, Promise.all(names.map((name) => here.upstream.exchange(query(name)))));
    expect(answers.map((answer) => answer.answer[0]?.name.toString())).toEqual(names);
    expect(answers.every(({ id }) => id === 7)).toBe(true);
    expect(here.server.connections).toBe(1);
    expect(new Set(waiting.map(({ message }) => message.id)).size).toBe(50);
  });

  it("keeps the connection for the next query, and closes it after ten idle seconds", async () => {
    const here = await world(answerAddress());
    await settle(here, here.upstream.exchange(query()), 9_000);
    await settle(here, here.upstream.exchange(query()), 9_000);
    expect(here.server.connections).toBe(1);
    await here.network.run(1_100);
    expect(here.server.openConnections).toBe(0);
    await settle(here, here.upstream.exchange(query()));
    expect(here.server.connections).toBe(2);
  });

  it("keeps it for as long as the server says, two minutes at the most (RFC 7828)", async () => {
    let timeoutMs = 60_000;
    const here = await world((asked) => {
      expect(asked.message.edns?.has(TCPKeepalive)).toBe(true);
      const response = addressAnswer(asked.message);
      response.edns?.add(TCPKeepalive, { timeoutMs });
      asked.send(response);
    });
    await settle(here, here.upstream.exchange(query()), 59_000);
    expect(here.server.openConnections).toBe(1);
    timeoutMs = 6_000_000;
    await settle(here, here.upstream.exchange(query()), 119_000);
    expect(here.server.openConnections).toBe(1);
    await here.network.run(2_000);
    expect(here.server.openConnections).toBe(0);
  });

  it("closes it at once where the server asks for that, and uses another", async () => {
    const here = await world((asked) => {
      const response = addressAnswer(asked.message);
      response.edns?.add(TCPKeepalive, { timeoutMs: 0 });
      asked.send(response);
    });
    await settle(here, here.upstream.exchange(query()), 50);
    expect(here.server.openConnections).toBe(0);
    await settle(here, here.upstream.exchange(query()));
    expect(here.server.connections).toBe(2);
  });

  it("asks once more on a new connection where the server closes one that worked (RFC 7766 §6.2.4)", async () => {
    const here = await world(answerAddress());
    await settle(here, here.upstream.exchange(query()), 100);
    let hangUps = 0;
    here.server.answerWith((asked) => {
      if (hangUps++ === 0) asked.hangUp();
      else answerAddress()(asked);
    });
    const response = await settle(here, here.upstream.exchange(query()));
    expect(response.answer).toHaveLength(1);
    expect(here.server.connections).toBe(2);
  });

  it("uses it no more where the server has asked for that, also while answers to others still come", async () => {
    const waiting: Asked[] = [];
    const here = await world((asked) => {
      waiting.push(asked);
      if (waiting.length !== 3) return;
      waiting.forEach(({ message, send }, i) => {
        const response = addressAnswer(message);
        if (i === 0) response.edns?.add(TCPKeepalive, { timeoutMs: 0 });
        send(response);
      });
    });
    await settle(here, Promise.all([1, 2, 3].map(() => here.upstream.exchange(query()))), 100);
    expect(here.server.openConnections).toBe(0);
    here.server.answerWith(answerAddress());
    await settle(here, here.upstream.exchange(query()));
    expect(here.server.connections).toBe(2);
  });

  it("fails a query that can't be written, before and on a connection, and lets the others go on", async () => {
    const here = await world(answerAddress());
    const broken = query();
    broken.answer = [new ResourceRecord({ name: "x.", type: unwritable, ttl: 0, data: {} })];
    for (let i = 0; i < 2; i++) {
      const failed = expect(here.upstream.exchange(broken)).rejects.toThrow("it can't be written");
      const good = here.upstream.exchange(query());
      expect((await settle(here, good, 100)).answer).toHaveLength(1);
      await failed;
      expect(here.upstream.pendingQueries).toBe(0);
    }
  });

  it("takes another connection where so many wait on one that ids run out", async () => {
    const here = await world(silence, { maxPendingQueries: 100_000 });
    const first = here.upstream.exchange(query()).addErrback(() => undefined);
    await here.network.run(100);
    const more = Array.from({ length: 0x4000 }, () => here.upstream.exchange(query()).addErrback(() => undefined));
    await here.network.run(100);
    expect(here.server.connections).toBe(2);
    here.upstream.close();
    await settle(here, Promise.all([first, ...more]));
  });

  it("asks no third time, and not again at all on one that never worked", async () => {
    const here = await world(answerAddress());
    await settle(here, here.upstream.exchange(query()), 100);
    here.server.answerWith((asked) => {
      asked.hangUp();
    });
    await expect(settle(here, here.upstream.exchange(query()))).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(here.server.asked).toHaveLength(3);
    await expect(settle(here, here.upstream.exchange(query()))).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(here.server.asked).toHaveLength(4);
  });

  it("gives up on a connection on which nothing comes, and asks the next query on another", async () => {
    const here = await world(silence);
    await expect(settle(here, here.upstream.exchange(query(), { timeoutMs: 300 }))).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    here.server.answerWith(answerAddress());
    await settle(here, here.upstream.exchange(query()));
    expect(here.server.connections).toBe(2);
  });

  it("lets the others on a connection have their answers where one gives up", async () => {
    const here = await world((asked) => {
      if (asked.message.question[0]?.name.toString() === "good.example.") {
        here.server.host.reactor.callLater(500, () => {
          answerAddress()(asked);
        });
      }
    });
    const lost = here.upstream.exchange(query("lost.example."), { timeoutMs: 300 });
    const good = here.upstream.exchange(query("good.example."));
    const failed = expect(lost).rejects.toMatchObject({ code: "TIMEOUT" });
    expect((await settle(here, good)).answer).toHaveLength(1);
    await failed;
    expect(here.server.connections).toBe(1);
  });

  it.each<[string, (response: Message) => void]>([
    ["another id", (response) => (response.id ^= 1)],
    ["another name", (response) => (response.question = [new Question(Name.from("evil.example."), A.code)])],
    ["no QR", (response) => (response.qr = false)],
  ])("waits on where a message with %s comes", async (_, spoil) => {
    const here = await world((asked) => {
      const forged = addressAnswer(asked.message, "198.51.100.66");
      spoil(forged);
      asked.send(forged);
      asked.send(Buffer.from("no"));
      asked.send(Buffer.from("x"));
      answerAddress()(asked);
    });
    expect(answerTexts(await settle(here, here.upstream.exchange(query())))[0]).toMatch(/192\.0\.2\.1$/);
  });

  it("aborts a connection on which a hundred messages answer nothing", async () => {
    let sent = 0;
    const here = await world((asked) => {
      for (; sent < 100; sent++) {
        const wrong = addressAnswer(asked.message);
        wrong.id ^= 1;
        asked.send(wrong);
      }
    });
    await expect(settle(here, here.upstream.exchange(query()))).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(here.network.now()).toBeLessThan(200);
  });

  it("fails with CONNECTION_REFUSED where nobody listens, and CONNECTION_FAILED where no connection comes about", async () => {
    const here = await world(silence);
    const { reactor } = here.network.host("client");
    const closed = new TCPUpstream({ host: here.server.address, port: 5353 }, reactor);
    await expect(settle(here, closed.exchange(query()))).rejects.toMatchObject({ code: "CONNECTION_REFUSED" });
    here.network.link(here.network.host("client"), here.server.host).partition();
    const slow = new TCPUpstream({ host: here.server.address, connectTimeoutMs: 700 }, reactor);
    await expect(settle(here, slow.exchange(query()))).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
    const unsent = here.upstream.exchange(query(), { timeoutMs: 300 });
    await expect(settle(here, unsent)).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  });

  it("refuses more queries than the limit at a time, and takes more once one is done", async () => {
    const here = await world(answerAddress(), { maxPendingQueries: 2 });
    const answers = Promise.all([here.upstream.exchange(query()), here.upstream.exchange(query())]);
    await expect(here.upstream.exchange(query())).rejects.toMatchObject({ code: "TOO_MANY_QUERIES" });
    await settle(here, answers, 100);
    expect(here.upstream.pendingQueries).toBe(0);
    await settle(here, here.upstream.exchange(query()));
  });

  it("stops when its signal aborts: before it begins, before there is a connection, while it waits", async () => {
    const here = await world(silence);
    const reason = new Error("enough");
    await expect(here.upstream.exchange(query(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    for (const ms of [1, 100]) {
      const controller = new AbortController();
      const failed = expect(here.upstream.exchange(query(), { signal: controller.signal })).rejects.toBe(reason);
      await here.network.run(ms);
      controller.abort(reason);
      await failed;
    }
    expect(here.upstream.pendingQueries).toBe(0);
  });

  it("fails what waits, and what comes later, once it is closed", async () => {
    const here = await world(silence);
    const failed = expect(here.upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run(100);
    here.upstream.close();
    await failed;
    await expect(here.upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run();
    expect(here.server.openConnections).toBe(0);
  });

  it("fails with CLOSED what still waits for a connection, too", async () => {
    const here = await world(silence);
    const failed = expect(here.upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    here.upstream.close();
    await failed;
    await here.network.run();
    expect(here.server.openConnections).toBe(0);
  });

  it("says BAD_SIGNATURE for a response that isn't signed as the query is", async () => {
    const key = new TSIGKey({ name: "k.example.", secret: Buffer.alloc(32, 7) });
    const here = await world(answerAddress());
    await expect(settle(here, here.upstream.exchange(query(), { key }))).rejects.toMatchObject({
      code: "BAD_SIGNATURE",
    });
  });

  it("refuses limits that are none, and names in the place of addresses", () => {
    const { reactor } = new SimulatedNetwork().host("client");
    expect(() => new TCPUpstream({ host: "dns.example" }, reactor)).toThrow(TypeError);
    expect(() => new TCPUpstream({ host: "192.0.2.1", maxPendingQueries: 0 }, reactor)).toThrow(RangeError);
    expect(() => new TCPUpstream({ host: "192.0.2.1", idleTimeoutMs: -1 }, reactor)).toThrow(RangeError);
  });
});
