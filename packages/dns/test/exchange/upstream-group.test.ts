import { afterEach, describe, expect, it } from "@jest/globals";
import { SimulatedNetwork } from "@twist/core/testing";
import { ServerUpstream } from "../../src/exchange/server-upstream.js";
import { UpstreamGroup, type UpstreamGroupOptions } from "../../src/exchange/upstream-group.js";
import { A } from "../../src/records/a.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Rcode } from "../../src/wire/rcode.js";
import { answerAddress, answerTexts } from "./answers.js";
import { type Asked, NameServer, type Script } from "./name-server.js";

const query = (): Message => Message.query("www.example.com.", A.code, { id: 7, edns: new EDNS() });

const silence: Script = () => undefined;
const answerRcode =
  (rcode: number): Script =>
  (asked: Asked) => {
    asked.send(asked.message.reply({ rcode }));
  };

interface World {
  readonly network: SimulatedNetwork;
  readonly servers: readonly NameServer[];
  readonly group: UpstreamGroup;
}

let opened: SimulatedNetwork | undefined;

/** A group of one server for each script: 192.0.2.1, 192.0.2.2 and so on. */
async function world(scripts: readonly Script[], options: Partial<UpstreamGroupOptions> = {}): Promise<World> {
  const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
  opened = network;
  const { reactor } = network.host("client");
  const starting = scripts.map((script, i) =>
    NameServer.start(network, `ns${String(i)}`, `192.0.2.${String(i + 1)}`, script),
  );
  const servers = await Promise.all(starting);
  const upstreams = servers.map(({ address }) => new ServerUpstream({ host: address, attempts: 1 }, reactor));
  return { network, servers, group: new UpstreamGroup({ upstreams, ...options }, reactor) };
}

/** What one query is answered with. */
async function ask({ network, group }: World): Promise<Message> {
  const answer = group.exchange(query());
  await Promise.allSettled([answer, network.run()]);
  return answer;
}

/** How often each server was asked. */
function counts({ servers }: World): number[] {
  return servers.map(({ asked }) => asked.length);
}

afterEach(() => {
  expect(opened?.openHandles().filter((handle) => handle.startsWith("client"))).toEqual([]);
});

describe("UpstreamGroup", () => {
  it("asks the first server alone while it answers", async () => {
    const here = await world([answerAddress("192.0.2.10"), answerAddress("192.0.2.20")]);
    await ask(here);
    expect(answerTexts(await ask(here))[0]).toMatch(/192\.0\.2\.10$/);
    expect(counts(here)).toEqual([2, 0]);
  });

  it("begins with the next server each time where it rotates", async () => {
    const here = await world([answerAddress(), answerAddress(), answerAddress()], { rotate: true });
    for (let i = 0; i < 7; i++) await ask(here);
    expect(counts(here)).toEqual([3, 2, 2]);
  });

  it("goes on to the next server where one doesn't answer in time, and asks the silent one last for 30 s", async () => {
    const here = await world([silence, answerAddress("192.0.2.20")]);
    expect(answerTexts(await ask(here))[0]).toMatch(/192\.0\.2\.20$/);
    expect(here.network.now()).toBeGreaterThanOrEqual(5_000);
    expect(here.network.now()).toBeLessThan(5_100);
    await ask(here);
    expect(counts(here)).toEqual([1, 2]);
    await here.network.run(30_000);
    here.servers[0]?.answerWith(answerAddress("192.0.2.10"));
    expect(answerTexts(await ask(here))[0]).toMatch(/192\.0\.2\.10$/);
    await ask(here);
    expect(counts(here)).toEqual([3, 2]);
  });

  it("asks one that was silent again where it is the only one left, and trusts it once it answers", async () => {
    const here = await world([silence], { attempts: 1 });
    await expect(ask(here)).rejects.toMatchObject({ code: "TIMEOUT" });
    here.servers[0]?.answerWith(answerAddress());
    expect((await ask(here)).answer).toHaveLength(1);
  });

  it("asks all of them as often as it may, in turn, then fails", async () => {
    const here = await world([silence, silence], { attempts: 3, attemptTimeoutMs: 100 });
    const order: number[] = [];
    here.servers.forEach((server, i) => {
      server.answerWith(() => order.push(i));
    });
    await expect(ask(here)).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(order).toEqual([0, 1, 0, 1, 0, 1]);
    expect(here.network.now()).toBe(600);
  });

  it("stops when the time for all of it is over", async () => {
    const here = await world([silence, silence], { attemptTimeoutMs: 100 });
    const failed = expect(here.group.exchange(query(), { timeoutMs: 150 })).rejects.toMatchObject({ code: "TIMEOUT" });
    await here.network.run();
    await failed;
    expect(here.network.now()).toBe(150);
    expect(counts(here)).toEqual([1, 1]);
  });

  it.each([
    ["SERVFAIL", Rcode.SERVFAIL],
    ["REFUSED", Rcode.REFUSED],
    ["NOTIMP", Rcode.NOTIMP],
    ["FORMERR", Rcode.FORMERR],
  ])("asks another where one says %s, and doesn't avoid the first for it", async (_, rcode) => {
    const here = await world([answerRcode(rcode), answerAddress("192.0.2.20")]);
    expect(answerTexts(await ask(here))[0]).toMatch(/192\.0\.2\.20$/);
    here.servers[0]?.answerWith(answerAddress("192.0.2.10"));
    expect(answerTexts(await ask(here))[0]).toMatch(/192\.0\.2\.10$/);
  });

  it("believes the first that says NXDOMAIN", async () => {
    const here = await world([answerRcode(Rcode.NXDOMAIN), answerAddress()]);
    expect((await ask(here)).rcode).toBe(Rcode.NXDOMAIN);
    expect(counts(here)).toEqual([1, 0]);
  });

  it("gives the first refusal where no server does better, and asks nobody twice for it", async () => {
    const here = await world([answerRcode(Rcode.SERVFAIL), answerRcode(Rcode.REFUSED)]);
    expect((await ask(here)).rcode).toBe(Rcode.SERVFAIL);
    expect(counts(here)).toEqual([1, 1]);
  });

  it("asks without EDNS a server that doesn't know it (RFC 6891 §6.2.2)", async () => {
    const here = await world([
      (asked) => {
        if (asked.message.edns === undefined) answerAddress()(asked);
        else asked.send(new Message({ id: asked.message.id, flags: 0x8000, rcode: Rcode.FORMERR }));
      },
    ]);
    const response = await ask(here);
    expect(response.answer).toHaveLength(1);
    expect(response.id).toBe(7);
    expect(counts(here)).toEqual([2]);
  });

  it("gives that second question no more time than the first had left", async () => {
    const here = await world(
      [
        (asked) => {
          if (asked.message.edns === undefined) return;
          here.servers[0]?.host.reactor.callLater(900, () => {
            asked.send(new Message({ id: asked.message.id, flags: 0x8000, rcode: Rcode.FORMERR }));
          });
        },
      ],
      { attempts: 1, attemptTimeoutMs: 1_000 },
    );
    await expect(ask(here)).rejects.toMatchObject({ code: "TIMEOUT" });
    expect([here.network.now(), counts(here)]).toEqual([1_000, [2]]);
  });

  it("doesn't ask without EDNS where DNSSEC's records are wanted: there is no asking for them without", async () => {
    const here = await world([
      (asked) => {
        asked.send(new Message({ id: asked.message.id, flags: 0x8000, rcode: Rcode.FORMERR }));
      },
    ]);
    const answer = here.group.exchange(Message.query("example.com.", 1, { edns: new EDNS({ dnssecOk: true }) }));
    await here.network.run();
    expect((await answer).rcode).toBe(Rcode.FORMERR);
    expect(counts(here)).toEqual([1]);
  });

  it("stops when its signal aborts or it is cancelled, and asks nobody else", async () => {
    const here = await world([silence, silence]);
    const reason = new Error("enough");
    const controller = new AbortController();
    const aborted = expect(here.group.exchange(query(), { signal: controller.signal })).rejects.toBe(reason);
    const cancelled = here.group.exchange(query());
    const failed = expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    await here.network.run(20);
    controller.abort(reason);
    cancelled.cancel();
    await Promise.all([aborted, failed]);
    await here.network.run();
    expect(counts(here)).toEqual([2, 0]);
  });

  it("fails what waits, and what comes later, once it is closed", async () => {
    const here = await world([silence, silence]);
    const failed = expect(here.group.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run(20);
    here.group.close();
    await failed;
    await expect(here.group.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    expect(counts(here)).toEqual([1, 0]);
  });

  it("refuses a group of none, and numbers that are none", () => {
    const { reactor } = new SimulatedNetwork().host("client");
    const upstreams = [new ServerUpstream({ host: "192.0.2.1" }, reactor)];
    expect(() => new UpstreamGroup({ upstreams: [] }, reactor)).toThrow(RangeError);
    expect(() => new UpstreamGroup({ upstreams, attempts: 0 }, reactor)).toThrow(RangeError);
    expect(() => new UpstreamGroup({ upstreams, attemptTimeoutMs: -1 }, reactor)).toThrow(RangeError);
  });
});
