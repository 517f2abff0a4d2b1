import { afterEach, describe, expect, it } from "@jest/globals";
import { SimulatedAuthority, SimulatedNetwork } from "@twist/core/testing";
import { makeUpstream, type UpstreamServer } from "../../src/exchange/make-upstream.js";
import { OpportunisticUpstream } from "../../src/exchange/opportunistic-upstream.js";
import { TLSUpstream, type TLSUpstreamOptions } from "../../src/exchange/tls-upstream.js";
import type { Upstream } from "../../src/exchange/upstream.js";
import { A } from "../../src/records/a.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { answerAddress } from "./answers.js";
import { type Asked, NameServer, type Script } from "./name-server.js";

const query = (name = "www.example.com."): Message => Message.query(name, A.code, { id: 7, edns: new EDNS() });
const authority = new SimulatedAuthority();

interface World {
  readonly network: SimulatedNetwork;
  readonly server: NameServer;
}

let opened: SimulatedNetwork | undefined;

async function world(script: Script, names?: readonly string[]): Promise<World> {
  const network = new SimulatedNetwork({ link: { latencyMs: 5 } });
  opened = network;
  const server = await NameServer.start(network, "ns", "192.0.2.53", script);
  if (names !== undefined) await server.listenTLS(authority.issue(names));
  return { network, server };
}

function strict({ network, server }: World, options: Partial<TLSUpstreamOptions> = {}): TLSUpstream {
  const { reactor } = network.host("client");
  return new TLSUpstream({ host: server.address, tls: { ca: authority.certificate }, ...options }, reactor);
}

function made({ network, server }: World, options: Omit<UpstreamServer, "host">): Upstream {
  return makeUpstream({ host: server.address, ...options }, network.host("client").reactor);
}

async function ask({ network }: World, upstream: Upstream, asked = query(), ms?: number): Promise<Message> {
  const answer = upstream.exchange(asked);
  await Promise.allSettled([answer, network.run(ms)]);
  return answer;
}

afterEach(async () => {
  await opened?.run();
  expect(opened?.openHandles().filter((handle) => handle.startsWith("client"))).toEqual([]);
});

describe("TLSUpstream (RFC 7858)", () => {
  it("asks a server that proves its name, all on one connection", async () => {
    const here = await world(answerAddress(), ["dns.example"]);
    const upstream = strict(here, { serverName: "dns.example" });
    expect(upstream.name).toBe("tls:192.0.2.53:853");
    await ask(here, upstream, query(), 100);
    expect((await ask(here, upstream)).answer).toHaveLength(1);
    expect(here.server.connections).toBe(1);
  });

  it("takes the server's address for its name unless it is told another", async () => {
    const here = await world(answerAddress(), ["192.0.2.53"]);
    expect((await ask(here, strict(here))).answer).toHaveLength(1);
  });

  it("pads queries to 128 bytes (RFC 8467 §4.1)", async () => {
    const here = await world(answerAddress(), ["dns.example"]);
    const upstream = strict(here, { serverName: "dns.example" });
    for (const name of ["a.", "www.example.com.", `${"long-label.".repeat(10)}example.`]) {
      await ask(here, upstream, query(name), 100);
    }
    expect(here.server.asked.map(({ raw }) => raw.length)).toEqual([128, 128, 256]);
  });

  it("fails, and asks nobody in clear, where the server has another's certificate", async () => {
    const here = await world(answerAddress(), ["evil.example"]);
    await expect(ask(here, strict(here, { serverName: "dns.example" }))).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
    });
    expect(here.server.asked).toHaveLength(0);
  });

  it("fails, and asks nobody in clear, where nobody that is trusted vouches for it", async () => {
    const here = await world(answerAddress(), ["dns.example"]);
    const upstream = made(here, { transport: "tls", serverName: "dns.example" });
    await expect(ask(here, upstream)).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
    expect(here.server.asked).toHaveLength(0);
  });

  it("fails, and asks nobody in clear, where there is no TLS", async () => {
    const here = await world(answerAddress());
    await expect(ask(here, strict(here))).rejects.toMatchObject({ code: "CONNECTION_REFUSED" });
    expect(here.server.asked).toHaveLength(0);
  });
});

describe("OpportunisticUpstream (RFC 8310 §5)", () => {
  const asksInClear = ({ server }: World): boolean => server.datagrams.length > 0;

  it("asks by TLS where there is any, whoever's certificate it has", async () => {
    const here = await world(answerAddress(), ["whoever.example"]);
    const upstream = made(here, { transport: "tls-opportunistic", serverName: "dns.example" });
    expect((await ask(here, upstream)).answer).toHaveLength(1);
    expect(asksInClear(here)).toBe(false);
  });

  it("asks in clear where nobody speaks TLS, and tries TLS again after five minutes", async () => {
    const here = await world(answerAddress());
    const upstream = made(here, { transport: "tls-opportunistic" });
    expect((await ask(here, upstream)).answer).toHaveLength(1);
    expect(asksInClear(here)).toBe(true);
    await here.server.listenTLS(authority.issue(["dns.example"]));
    await ask(here, upstream);
    expect(here.server.datagrams).toHaveLength(2);
    await here.network.run(300_000);
    await ask(here, upstream);
    expect(here.server.datagrams).toHaveLength(2);
    expect(here.server.connections).toBe(1);
  });

  it("asks in clear, in time, where TLS is dropped on the way", async () => {
    const here = await world(answerAddress());
    const { reactor } = here.network.host("client");
    const dropped = new TLSUpstream({ host: "192.0.2.99", connectTimeoutMs: 1_500 }, reactor);
    const hole = here.network.host("hole", { addresses: ["192.0.2.99"] });
    here.network.link(here.network.host("client"), hole).partition();
    const clear = made(here, {});
    const upstream = new OpportunisticUpstream({ encrypted: dropped, clear }, reactor);
    let answeredAt = Infinity;
    upstream.exchange(query()).addCallback(() => (answeredAt = here.network.now()));
    await here.network.run();
    expect(answeredAt).toBeLessThan(1_600);
  });

  it("waits for a slow answer, and tells nobody in clear", async () => {
    const slow = (asked: Asked): void => {
      here.server.host.reactor.callLater(4_000, () => {
        answerAddress()(asked);
      });
    };
    const here = await world(slow, ["dns.example"]);
    const upstream = made(here, { transport: "tls-opportunistic" });
    expect((await ask(here, upstream)).answer).toHaveLength(1);
    here.server.answerWith(() => undefined);
    await expect(ask(here, upstream)).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(asksInClear(here)).toBe(false);
  });

  it("stops when its signal aborts, and fails what comes once it is closed", async () => {
    const here = await world(() => undefined, ["dns.example"]);
    const upstream = made(here, { transport: "tls-opportunistic" });
    const controller = new AbortController();
    const failed = expect(upstream.exchange(query(), { signal: controller.signal })).rejects.toThrow("enough");
    await here.network.run(100);
    controller.abort(new Error("enough"));
    await failed;
    upstream.close();
    await expect(upstream.exchange(query())).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run();
    expect(asksInClear(here)).toBe(false);
  });
});

describe("makeUpstream", () => {
  it.each([
    [{}, "udp:192.0.2.53:53"],
    [{ port: 5353 }, "udp:192.0.2.53:5353"],
    [{ transport: "tcp" }, "tcp:192.0.2.53:53"],
    [{ transport: "tls" }, "tls:192.0.2.53:853"],
    [{ transport: "tls-opportunistic", port: 8853 }, "tls:192.0.2.53:8853"],
  ] as const)("asks as %j says", async (options, name) => {
    expect(made(await world(() => undefined), options).name).toBe(name);
  });
});
