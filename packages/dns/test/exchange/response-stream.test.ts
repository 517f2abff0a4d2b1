import { afterEach, describe, expect, it } from "@jest/globals";
import { SimulatedNetwork } from "@twist/core/testing";
import { ServerUpstream } from "../../src/exchange/server-upstream.js";
import { TCPUpstream } from "../../src/exchange/tcp-upstream.js";
import { A } from "../../src/records/a.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";
import { TSIGKeyring } from "../../src/tsig/tsig-keyring.js";
import { verifyTSIGRequest } from "../../src/tsig/verify-tsig-request.js";
import { Message } from "../../src/wire/message.js";
import { QueryType } from "../../src/wire/query-type.js";
import { addressAnswer } from "./answers.js";
import { type Asked, NameServer, type Script } from "./name-server.js";

const query = (): Message => Message.query("example.com.", QueryType.AXFR, { id: 7 });
const key = new TSIGKey({ name: "k.example.", secret: Buffer.alloc(32, 7) });

interface World {
  readonly network: SimulatedNetwork;
  readonly server: NameServer;
  readonly upstream: TCPUpstream;
}

let opened: SimulatedNetwork | undefined;

async function world(script: Script): Promise<World> {
  const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
  opened = network;
  const server = await NameServer.start(network, "ns", "192.0.2.53", script);
  return { network, server, upstream: new TCPUpstream({ host: server.address }, network.host("client").reactor) };
}

/** The `number`th message of an answer: one address, and the question in the first only. */
function part(asked: Asked, number: number): Message {
  const message = addressAnswer(asked.message, `192.0.2.${String(number)}`);
  if (number > 1) message.question = [];
  return message;
}

/** The addresses in the first `count` messages. */
async function read(stream: AsyncIterable<Message>, count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const message of stream) {
    for (const record of message.answer) if (record.is(A)) found.push(record.data.address);
    expect(message.id).toBe(7);
    if (found.length >= count) break;
  }
  return found;
}

async function settle<Result>({ network }: World, work: Promise<Result>): Promise<Result> {
  await Promise.allSettled([work, network.run()]);
  return work;
}

afterEach(() => {
  expect(opened?.openHandles().filter((handle) => handle.startsWith("client"))).toEqual([]);
});

describe("exchangeStream", () => {
  it("gives every message, in order, until the caller stops, and closes the connection", async () => {
    const here = await world((asked) => {
      for (let number = 1; number <= 5; number++) asked.send(part(asked, number));
    });
    const found = await settle(here, read(here.upstream.exchangeStream(query()), 4));
    expect(found).toEqual(["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"]);
    expect(here.server.openConnections).toBe(0);
  });

  it("takes one connection for each stream, by TCP where queries go by UDP too", async () => {
    const here = await world((asked) => {
      asked.send(part(asked, 1));
    });
    const upstream = new ServerUpstream({ host: here.server.address }, here.network.host("client").reactor);
    const both = Promise.all([read(upstream.exchangeStream(query()), 1), read(upstream.exchangeStream(query()), 1)]);
    expect(await settle(here, both)).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
    expect(here.server.connections).toBe(2);
    expect(here.server.datagrams).toHaveLength(0);
  });

  it("holds the server back while nobody reads, and loses nothing", async () => {
    // More than fits into what is on the way: half a megabyte.
    const total = 10_000;
    const here = await world((asked) => {
      for (let number = 0; number < total; number++) asked.send(part(asked, (number % 250) + 1));
    });
    const stream = here.upstream.exchangeStream(query())[Symbol.asyncIterator]();
    const first = stream.next();
    await here.network.run(30_000);
    expect((await first).done).toBe(false);
    const unsent = here.server.asked[0]?.unsent() ?? 0;
    expect(unsent).toBeGreaterThan(100_000);
    await here.network.run(30_000);
    expect(here.server.asked[0]?.unsent()).toBe(unsent);
    let count = 1;
    const rest = (async () => {
      while (count < total) {
        const { done } = await stream.next();
        if (done === true) break;
        count += 1;
      }
      await stream.return?.();
    })();
    await settle(here, rest);
    expect(count).toBe(total);
  });

  it("fails with TIMEOUT where a message is too long in coming", async () => {
    const here = await world((asked) => {
      asked.send(part(asked, 1));
    });
    await expect(
      settle(here, read(here.upstream.exchangeStream(query(), { timeoutMs: 700 }), 2)),
    ).rejects.toMatchObject({
      code: "TIMEOUT",
    });
    expect(here.network.now()).toBeLessThan(1_000);
  });

  it.each<[string, (message: Message) => void]>([
    ["another id", (message) => (message.id ^= 1)],
    ["no QR", (message) => (message.qr = false)],
    ["no question, at the beginning", (message) => (message.question = [])],
  ])("fails with MISMATCH for a message with %s", async (_, spoil) => {
    const here = await world((asked) => {
      const message = part(asked, 1);
      spoil(message);
      asked.send(message);
    });
    await expect(settle(here, read(here.upstream.exchangeStream(query()), 1))).rejects.toMatchObject({
      code: "MISMATCH",
    });
  });

  it("fails with CONNECTION_LOST where the server ends it, after giving what has come", async () => {
    const here = await world((asked) => {
      asked.send(part(asked, 1));
      asked.hangUp();
    });
    const found: Message[] = [];
    const reading = (async () => {
      for await (const message of here.upstream.exchangeStream(query())) found.push(message);
    })();
    await expect(settle(here, reading)).rejects.toMatchObject({ code: "CONNECTION_LOST" });
    expect(found).toHaveLength(1);
  });

  it("gives no message before a signature covers it (RFC 8945 §5.3.1)", async () => {
    const here = await world((asked) => {
      const now = here.network.host("ns").reactor.wallTime();
      const signer = verifyTSIGRequest(asked.message, new TSIGKeyring([key]), now);
      asked.send(signer.sign(part(asked, 1).encode(), now));
      asked.send(part(asked, 2));
    });
    const reading = read(here.upstream.exchangeStream(query(), { key, timeoutMs: 500 }), 2);
    await expect(settle(here, reading)).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it("fails with BAD_SIGNATURE where the answer isn't signed", async () => {
    const here = await world((asked) => {
      asked.send(part(asked, 1));
    });
    await expect(settle(here, read(here.upstream.exchangeStream(query(), { key }), 1))).rejects.toMatchObject({
      code: "BAD_SIGNATURE",
    });
  });

  it("stops when its signal aborts, and fails once the upstream is closed", async () => {
    const here = await world((asked) => {
      asked.send(part(asked, 1));
    });
    const controller = new AbortController();
    const aborted = expect(
      read(here.upstream.exchangeStream(query(), { signal: controller.signal }), 2),
    ).rejects.toThrow("enough");
    const closed = expect(read(here.upstream.exchangeStream(query()), 2)).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run(100);
    controller.abort(new Error("enough"));
    here.upstream.close();
    await Promise.all([aborted, closed]);
    await expect(read(here.upstream.exchangeStream(query()), 1)).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run();
  });

  it("fails with CONNECTION_REFUSED where nobody listens", async () => {
    const here = await world(() => undefined);
    const { reactor } = here.network.host("client");
    const upstream = new TCPUpstream({ host: here.server.address, port: 5353 }, reactor);
    await expect(settle(here, read(upstream.exchangeStream(query()), 1))).rejects.toMatchObject({
      code: "CONNECTION_REFUSED",
    });
  });
});
