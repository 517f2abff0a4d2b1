import { describe, expect, it } from "@jest/globals";
import { serverFromString } from "@twist/core";
import { SimulatedNetwork } from "@twist/core/testing";
import { SMTPPool, type SMTPPoolOptions } from "../../src/client/smtp-pool.js";
import { plainServer, type PlainServerOptions, type ServerRecord } from "./plain-server.js";

interface World {
  readonly net: SimulatedNetwork;
  readonly pool: SMTPPool;
  readonly record: ServerRecord;
  /** Sends mail number `index`. */
  send(index: number, signal?: AbortSignal): ReturnType<SMTPPool["send"]>;
  openAtLaptop(): string[];
}

async function world(options: Partial<SMTPPoolOptions> = {}, server: PlainServerOptions = {}): Promise<World> {
  const net = new SimulatedNetwork({ seed: 1, link: { latencyMs: 10 } });
  const { factory, record } = plainServer(server);
  await serverFromString(net.host("mail.example").reactor, "tcp:25").listen(factory);
  const { reactor } = net.host("laptop");
  const pool = new SMTPPool({ reactor, host: "mail.example", port: 25, security: "none", ...options });
  return {
    net,
    pool,
    record,
    send: (index, signal) =>
      pool.send(
        { from: "a@x.example", to: `b${String(index)}@y.example` },
        `${String(index)}\r\n`,
        signal === undefined ? {} : { signal },
      ),
    openAtLaptop: () => net.openHandles().filter((handle) => handle.startsWith("laptop")),
  };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("SMTPPool", () => {
  it("sends every mail once, over no more connections than it may have", async () => {
    const { net, pool, record, send, openAtLaptop } = await world({ maxConnections: 3 });
    const sent = Promise.all(numbers(50).map((index) => send(index)));
    const closed = pool.close();
    await net.run();
    await sent;
    await closed;
    expect(record.mostOpen).toBe(3);
    expect(record.connections).toBe(3);
    const texts = record.messages.map(({ text }) => Number(text));
    expect(texts.sort((a, b) => a - b)).toEqual(numbers(50));
    expect(record.messages.every(({ text, to }) => to[0] === `b${text}@y.example`)).toBe(true);
    expect(openAtLaptop()).toEqual([]);
  });

  it("makes a new connection after so many messages", async () => {
    const { net, pool, record, send } = await world({ maxConnections: 1, maxMessagesPerConnection: 10 });
    const sent = Promise.all(numbers(25).map((index) => send(index)));
    await net.run(10_000);
    await sent;
    expect(record.connections).toBe(3);
    pool.abort();
  });

  it("keeps to the rate over all connections together", async () => {
    const rate = { messages: 5, perMs: 1000 };
    const starts: number[] = [];
    const { net, pool, send } = await world(
      { maxConnections: 4, rate },
      {
        reply: (line) => {
          if (line.startsWith("MAIL")) starts.push(net.now());
          return undefined;
        },
      },
    );
    const sent = Promise.all(numbers(23).map((index) => send(index)));
    await net.run(20_000);
    await sent;
    expect(starts).toHaveLength(23);
    // A millisecond more or less is on the way.
    for (let i = rate.messages; i < starts.length; i++) {
      expect(starts[i]! - starts[i - rate.messages]!).toBeGreaterThanOrEqual(rate.perMs - 100);
    }
    expect(starts.at(-1)! - starts[0]!).toBeGreaterThanOrEqual(3_900);
    pool.abort();
  });

  it("closes connections that have nothing to do, and makes new ones later", async () => {
    const { net, pool, record, send } = await world({ idleTimeoutMs: 5_000 });
    void send(1);
    await net.run(4_000);
    expect(pool.idleConnections).toBe(1);
    await net.run(3_000);
    expect(pool.connections).toBe(0);
    expect(record.open).toBe(0);
    const sent = send(2);
    await net.run(1_000);
    await sent;
    expect(record.connections).toBe(2);
    pool.abort();
  });

  it("puts a mail on another connection where its own turns out to have been closed while it was idle", async () => {
    let used = 0;
    const { net, pool, record, send } = await world(
      {},
      { reply: (line) => (line.startsWith("MAIL") && used++ === 1 ? "421 4.4.2 timeout" : undefined) },
    );
    void send(1);
    await net.run(1_000);
    const sent = send(2);
    await net.run(1_000);
    await sent;
    expect(record.connections).toBe(2);
    expect(record.messages.map(({ text }) => text)).toEqual(["1", "2"]);
    pool.abort();
  });

  it("leaves trying again to the caller otherwise", async () => {
    const { net, pool, record, send } = await world({}, { reply: (line) => (line === "." ? "451 later" : undefined) });
    const sent = send(1).catch((error: unknown) => error);
    await net.run(1_000);
    expect(await sent).toMatchObject({ code: "MESSAGE_REFUSED", transient: true });
    expect(record.messages).toEqual([]);
    expect(pool.idleConnections).toBe(1);
    pool.abort();
  });

  it("goes on after a refusal on the same connection", async () => {
    const { net, pool, record, send } = await world(
      { maxConnections: 1 },
      { reply: (line) => (line.startsWith("RCPT TO:<b3@") ? "550 5.1.1 unknown" : undefined) },
    );
    const outcomes = Promise.allSettled(numbers(6).map((index) => send(index)));
    await net.run(5_000);
    expect((await outcomes).map(({ status }) => status === "fulfilled")).toEqual([true, true, true, false, true, true]);
    expect(record.connections).toBe(1);
    pool.abort();
  });

  it("takes a mail back that waits when its signal aborts, without harm to the others", async () => {
    const { net, pool, record, send } = await world({ maxConnections: 1 }, { extensions: ["8BITMIME"] });
    const controller = new AbortController();
    const first = send(1);
    const second = send(2, controller.signal).catch((error: unknown) => error);
    const third = send(3);
    controller.abort(new Error("no more"));
    await net.run(5_000);
    expect(await second).toMatchObject({ message: "no more" });
    await Promise.all([first, third]);
    expect(record.messages.map(({ text }) => text)).toEqual(["1", "3"]);
    pool.abort();
  });

  it("makes no connection for a mail that was taken back while it was being made", async () => {
    const { net, pool, send, openAtLaptop } = await world();
    const controller = new AbortController();
    const sent = send(1, controller.signal).catch(() => "given up");
    await net.run(5);
    controller.abort();
    await net.run();
    expect(await sent).toBe("given up");
    expect(pool.connections).toBe(0);
    expect(openAtLaptop()).toEqual([]);
  });

  it("fails the mail, and no other, where a mail under way is given up", async () => {
    const { net, pool, send } = await world({ maxConnections: 2 }, { extensions: [] });
    const controller = new AbortController();
    const outcomes = Promise.allSettled([send(1, controller.signal), send(2), send(3)]);
    await net.run(95);
    controller.abort(new Error("no more"));
    await net.run(5_000);
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    pool.abort();
  });

  it("waits for the reply to the mail before, where the one behind it on the same connection is given up", async () => {
    const { net, pool, record, send } = await world({ maxConnections: 1 });
    const controller = new AbortController();
    const first = send(1);
    const second = send(2, controller.signal).catch((error: unknown) => error);
    const third = send(3);
    // The second one's commands have gone out together with the first one's message.
    while (!record.lines.includes("RCPT TO:<b2@y.example>")) await net.run(1);
    controller.abort(new Error("no more"));
    expect(await second).toMatchObject({ message: "no more" });
    await net.run(5_000);
    expect(await first).toMatchObject({ accepted: ["b1@y.example"] });
    expect(await third).toMatchObject({ accepted: ["b3@y.example"] });
    expect(record.messages.map(({ text }) => text)).toEqual(["1", "3"]);
    expect(record.connections).toBe(2);
    pool.abort();
  });

  it("leaves it at the connections that the server takes, and fails no mail for those that it doesn't", async () => {
    const { net, pool, record, send } = await world({ maxConnections: 5 }, { maxOpen: 2 });
    const outcomes = Promise.allSettled(numbers(40).map((index) => send(index)));
    await net.run(10_000);
    expect((await outcomes).every(({ status }) => status === "fulfilled")).toBe(true);
    expect(record.messages).toHaveLength(40);
    expect(record.connections).toBe(5);
    expect(pool.connections).toBe(2);
    pool.abort();
  });

  it("tells of an envelope that is none to who has given it, and goes on", async () => {
    const { net, pool, send } = await world({ maxConnections: 1 });
    const to = [undefined as unknown as string];
    const outcomes = Promise.allSettled([send(1), pool.send({ from: "", to }, "x\r\n"), send(2)]);
    await net.run(5_000);
    expect((await outcomes).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(pool.idleConnections).toBe(1);
    pool.abort();
  });

  it("is closed at once where the last mail that waits is taken back", async () => {
    const { net, pool, send, openAtLaptop } = await world({
      maxConnections: 1,
      rate: { messages: 1, perMs: 3_600_000 },
      idleTimeoutMs: 3_600_000,
    });
    const controller = new AbortController();
    void send(1);
    const second = send(2, controller.signal).catch(() => "given up");
    const closed = pool.close();
    await net.run(1_000);
    controller.abort();
    expect(await second).toBe("given up");
    await net.run(1_000);
    await closed;
    expect(openAtLaptop()).toEqual([]);
  });

  it("refuses one mail more than may wait", async () => {
    const { net, pool, send } = await world({ maxConnections: 1, maxWaiting: 2 });
    const outcomes = Promise.allSettled(numbers(4).map((index) => send(index)));
    await net.run(5_000);
    const settled = await outcomes;
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "rejected"]);
    expect(settled[3]).toMatchObject({ reason: { code: "POOL_EXHAUSTED", transient: true } });
    pool.abort();
  });

  it("doesn't try a wrong password once for each mail", async () => {
    const { net, pool, record, send } = await world(
      { maxConnections: 1, auth: { username: "a", password: "wrong", allowInsecure: true } },
      { extensions: ["AUTH PLAIN"], reply: (line) => (line.startsWith("AUTH") ? "535 5.7.8 no" : undefined) },
    );
    const outcomes = Promise.allSettled(numbers(20).map((index) => send(index)));
    await net.run(5_000);
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: "AUTH_FAILED" } });
    expect(record.connections).toBe(1);
    pool.abort();
  });

  it("takes nothing once it is closed", async () => {
    const { net, pool, send } = await world();
    const closed = pool.close();
    await net.run();
    await closed;
    await expect(send(1)).rejects.toMatchObject({ code: "POOL_CLOSED" });
  });

  it("fails everything when it is aborted", async () => {
    const { net, pool, send, openAtLaptop } = await world({ maxConnections: 1 });
    const outcomes = Promise.allSettled(numbers(4).map((index) => send(index)));
    await net.run(55);
    pool.abort(new Error("enough"));
    await net.run();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { message: "enough" } });
    expect(openAtLaptop()).toEqual([]);
  });
});
