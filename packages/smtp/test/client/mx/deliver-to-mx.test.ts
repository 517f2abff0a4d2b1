import { Readable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { serverFromString } from "@twist/core";
import { SimulatedAuthority, SimulatedNetwork } from "@twist/core/testing";
import { deliverToMX } from "../../../src/client/mx/deliver-to-mx.js";
import type { DeliverToMXOptions, MXDeliveryResult } from "../../../src/client/mx/mx-delivery-options.js";
import type { MXRecord } from "../../../src/client/mx/mx-resolver.js";
import { plainServer, type PlainServerOptions, type ServerRecord } from "../plain-server.js";

const authority = new SimulatedAuthority();

interface World {
  readonly net: SimulatedNetwork;
  readonly records: Record<string, ServerRecord>;
  deliver(to: string[], more?: Partial<DeliverToMXOptions>): Promise<MXDeliveryResult>;
}

/** DNS as a table: an error's code where there is no answer. */
type Zone = Record<string, readonly MXRecord[] | string>;

async function world(zone: Zone, servers: Record<string, PlainServerOptions>): Promise<World> {
  const net = new SimulatedNetwork({ seed: 1, link: { latencyMs: 5 } });
  const records: Record<string, ServerRecord> = {};
  for (const [name, options] of Object.entries(servers)) {
    const { factory, record } = plainServer(options);
    records[name] = record;
    await serverFromString(net.host(name).reactor, "tcp:25").listen(factory);
  }
  const { reactor } = net.host("relay.example");
  const resolver = {
    resolveMx: (domain: string): Promise<readonly MXRecord[]> => {
      const answer = zone[domain] ?? "ENODATA";
      if (typeof answer !== "string") return Promise.resolve(answer);
      return Promise.reject(Object.assign(new Error(answer), { code: answer }));
    },
  };
  const deliver: World["deliver"] = async (to, more = {}) => {
    const envelope = { from: "a@relay.example", to };
    const options = { envelope, message: "hi\r\n", resolver, reactor, name: "relay.example", random: () => 0.5 };
    const delivered = deliverToMX({ ...options, ...more });
    delivered.catch(() => undefined);
    await net.run();
    return delivered;
  };
  return { net, records, deliver };
}

const mx = (...exchanges: [number, string][]): MXRecord[] =>
  exchanges.map(([priority, exchange]) => ({ priority, exchange }));

describe("deliverToMX", () => {
  it("delivers to the best server of each domain, one mail for all its recipients", async () => {
    const { records, deliver } = await world(
      { "x.example": mx([20, "b.example"], [10, "a.example"]), "y.example": mx([10, "c.example"]) },
      { "a.example": {}, "b.example": {}, "c.example": {} },
    );
    const { accepted, failed } = await deliver(["1@x.example", "2@y.example", "3@X.example"]);
    expect(failed).toEqual([]);
    expect(accepted.map(({ address, host, queueId }) => [address, host, queueId])).toEqual([
      ["1@x.example", "a.example", "Q1"],
      ["3@X.example", "a.example", "Q1"],
      ["2@y.example", "c.example", "Q1"],
    ]);
    expect(records["a.example"]?.messages).toHaveLength(1);
    expect(records["b.example"]?.connections).toBe(0);
  });

  it("chooses by chance among equals", async () => {
    const zone = { "x.example": mx([10, "a.example"], [10, "b.example"]) };
    const hosts = [];
    for (const first of [0.1, 0.9]) {
      const { deliver } = await world(zone, { "a.example": {}, "b.example": {} });
      const chances = [first, 0.5];
      const { accepted } = await deliver(["1@x.example"], { random: () => chances.shift() ?? 0 });
      hosts.push(accepted[0]?.host);
    }
    expect(hosts).toEqual(["a.example", "b.example"]);
  });

  it.each([
    ["isn't there", undefined],
    ["wants no connection", { greeting: "554 no" }],
    ["is busy", { greeting: "421 busy" }],
    ["doesn't take the sender now", { reply: (line: string) => (line.startsWith("MAIL") ? "451 later" : undefined) }],
    ["doesn't take the message now", { reply: (line: string) => (line === "." ? "451 later" : undefined) }],
  ])("tries the next server where one %s", async (_, options: PlainServerOptions | undefined) => {
    const zone = { "x.example": mx([10, "a.example"], [20, "b.example"]) };
    const servers = { ...(options === undefined ? {} : { "a.example": options }), "b.example": {} };
    const { accepted, failed } = await (await world(zone, servers)).deliver(["1@x.example"]);
    expect(failed).toEqual([]);
    expect(accepted).toMatchObject([{ address: "1@x.example", host: "b.example" }]);
  });

  it("tries the next server for those whom one defers, and not for those whom it refuses", async () => {
    const reply = (line: string): string | undefined => {
      if (line.startsWith("RCPT TO:<full@")) return "452 4.2.2 mailbox full";
      return line.startsWith("RCPT TO:<nobody@") ? "550 5.1.1 unknown" : undefined;
    };
    const zone = { "x.example": mx([10, "a.example"], [20, "b.example"]) };
    const { records, deliver } = await world(zone, { "a.example": { reply }, "b.example": {} });
    const { accepted, failed } = await deliver(["ok@x.example", "full@x.example", "nobody@x.example"]);
    expect(accepted.map(({ address, host }) => [address, host])).toEqual([
      ["ok@x.example", "a.example"],
      ["full@x.example", "b.example"],
    ]);
    expect(failed).toMatchObject([{ address: "nobody@x.example", permanent: true, reply: { code: 550 } }]);
    expect(records["b.example"]?.messages[0]?.to).toEqual(["full@x.example"]);
  });

  it("takes the refusal of a sender for what it is, whatever the server then says to the recipients", async () => {
    const reply = (line: string): string | undefined => {
      if (line.startsWith("MAIL")) return "451 4.7.1 greylisted";
      return line.startsWith("RCPT") || line === "DATA" ? "503 5.5.1 MAIL first" : undefined;
    };
    const { deliver } = await world({ "x.example": mx([10, "a.example"]) }, { "a.example": { reply } });
    const { failed } = await deliver(["1@x.example", "2@x.example"]);
    expect(failed).toMatchObject([
      { address: "1@x.example", permanent: false, reply: { code: 451 } },
      { address: "2@x.example", permanent: false, reply: { code: 451 } },
    ]);
  });

  it("stops at a refusal for good, which every server would repeat", async () => {
    const reply = (line: string): string | undefined => (line === "." ? "554 5.7.1 spam" : undefined);
    const zone = { "x.example": mx([10, "a.example"], [20, "b.example"]) };
    const { records, deliver } = await world(zone, { "a.example": { reply }, "b.example": {} });
    expect((await deliver(["1@x.example"])).failed).toMatchObject([{ permanent: true, reply: { code: 554 } }]);
    expect(records["b.example"]?.connections).toBe(0);
  });

  it("tries no more servers than it may, and says what the last one said", async () => {
    const busy = { reply: (line: string) => (line.startsWith("MAIL") ? "451 later" : undefined) };
    const zone = { "x.example": mx([10, "a.example"], [20, "b.example"], [30, "c.example"]) };
    const { records, deliver } = await world(zone, { "a.example": busy, "b.example": busy, "c.example": {} });
    const { failed } = await deliver(["1@x.example"], { maxHosts: 2 });
    expect(failed).toMatchObject([{ permanent: false, reply: { code: 451 } }]);
    expect(records["c.example"]?.connections).toBe(0);
  });

  it("delivers to the domain itself where it has no MX record", async () => {
    const { deliver } = await world({ "x.example": [] }, { "x.example": {}, "y.example": {} });
    const { accepted } = await deliver(["1@x.example", "2@y.example"]);
    expect(accepted.map(({ host }) => host)).toEqual(["x.example", "y.example"]);
  });

  it("delivers nothing to a null MX (RFC 7505), nor to the domain itself", async () => {
    for (const exchange of ["", "."]) {
      const { records, deliver } = await world({ "x.example": mx([0, exchange]) }, { "x.example": {} });
      const { failed } = await deliver(["1@x.example"]);
      expect(failed).toMatchObject([{ permanent: true, error: { code: "NO_MAIL_SERVER" } }]);
      expect(records["x.example"]?.connections).toBe(0);
    }
  });

  it.each([
    ["ENOTFOUND", "NO_MAIL_SERVER", true],
    ["ESERVFAIL", "LOOKUP_FAILED", false],
    ["ETIMEOUT", "LOOKUP_FAILED", false],
  ])("takes %s for %s", async (answer, code, permanent) => {
    const { deliver } = await world({ "x.example": answer }, { "x.example": {} });
    expect((await deliver(["1@x.example"])).failed).toMatchObject([{ permanent, error: { code } }]);
  });

  it("sends no mail in circles: not to itself, nor to a server that is no better", async () => {
    const zone = { "x.example": mx([10, "relay.example."], [10, "a.example"], [20, "b.example"]) };
    const { records, deliver } = await world(zone, { "a.example": {}, "b.example": {} });
    const { failed } = await deliver(["1@x.example"]);
    expect(failed).toMatchObject([{ permanent: true, error: { code: "MAIL_LOOP" } }]);
    expect([records["a.example"]?.connections, records["b.example"]?.connections]).toEqual([0, 0]);
    const other = await world({ "x.example": mx([10, "a.example"], [20, "me.example"]) }, { "a.example": {} });
    const { accepted } = await other.deliver(["1@x.example"], { isSelf: (host) => host === "me.example" });
    expect(accepted).toHaveLength(1);
  });

  it("doesn't deliver a mail twice where the server is slow to answer its message", async () => {
    const zone = { "x.example": mx([10, "a.example"], [20, "b.example"]) };
    const { records, deliver } = await world(zone, {
      "a.example": { silentAfterMessage: true },
      "b.example": {},
    });
    const { accepted, failed } = await deliver(["1@x.example"]);
    expect(records["a.example"]?.messages).toHaveLength(1);
    expect(accepted).toEqual([]);
    expect(failed).toMatchObject([{ permanent: false, error: { code: "REPLY_TIMEOUT" } }]);
    expect(records["b.example"]?.connections).toBe(0);
  });

  it("doesn't deliver a mail twice where the server ends the connection on its message", async () => {
    const zone = { "x.example": mx([10, "a.example"], [20, "b.example"]) };
    const { net, records, deliver } = await world(zone, {
      "a.example": {
        reply: (line) => {
          if (line === ".") net.host("a.example").kill();
          return undefined;
        },
      },
      "b.example": {},
    });
    const { accepted, failed } = await deliver(["1@x.example"]);
    expect(accepted).toEqual([]);
    expect(failed).toMatchObject([{ permanent: false }]);
    expect(records["b.example"]?.connections).toBe(0);
  });

  it("uses TLS where it is offered, whoever the certificate names, and goes on in clear where that fails", async () => {
    const zone = { "x.example": mx([10, "a.example"]) };
    const stranger = { tls: { certificate: new SimulatedAuthority().issue(["someone.example"]) } };
    const safe = await world(zone, { "a.example": stranger });
    await safe.deliver(["1@x.example"]);
    expect(safe.records["a.example"]?.messages).toMatchObject([{ secure: true }]);
    const refusing = { ...stranger, reply: (line: string) => (line === "STARTTLS" ? "454 not now" : undefined) };
    const clear = await world(zone, { "a.example": refusing });
    await clear.deliver(["1@x.example"]);
    expect(clear.records["a.example"]?.messages).toMatchObject([{ secure: false }]);
  });

  it("holds a policy: no mail without verified TLS, and no server that it leaves out", async () => {
    const zone = { "x.example": mx([5, "evil.example"], [10, "a.example"], [20, "b.example"]) };
    const { records, deliver } = await world(zone, {
      "evil.example": {},
      "a.example": { tls: { certificate: new SimulatedAuthority("nobody we know").issue(["a.example"]) } },
      "b.example": { tls: { certificate: authority.issue(["b.example"]) } },
    });
    const { accepted } = await deliver(["1@x.example"], {
      policy: (_, host) =>
        host === "evil.example" ? undefined : { security: "starttls", tls: { ca: authority.certificate } },
    });
    expect(accepted).toMatchObject([{ host: "b.example" }]);
    expect(records["evil.example"]?.connections).toBe(0);
    expect(records["a.example"]?.messages).toEqual([]);
  });

  it("fails for the recipient, for now, where a policy leaves no server", async () => {
    const { deliver } = await world({ "x.example": mx([10, "a.example"]) }, { "a.example": {} });
    const { failed } = await deliver(["1@x.example"], { policy: () => undefined });
    expect(failed).toMatchObject([{ permanent: false, error: { code: "NO_MAIL_SERVER" } }]);
  });

  it("leaves nothing open when it is given up", async () => {
    const { net, deliver } = await world({ "x.example": mx([10, "a.example"]) }, { "a.example": {} });
    for (const ms of [0, 7, 20, 33]) {
      const controller = new AbortController();
      net.host("relay.example").reactor.callLater(ms, () => controller.abort(new Error("enough")));
      await expect(deliver(["1@x.example"], { signal: controller.signal })).rejects.toThrow("enough");
      expect(net.openHandles().filter((handle) => handle.startsWith("relay"))).toEqual([]);
    }
  });

  it("refuses a message that can be sent only once, and an address that is none", async () => {
    const { deliver } = await world({}, {});
    const message = Readable.from(["x"]) as unknown as string;
    await expect(deliver(["1@x.example"], { message })).rejects.toThrow(TypeError);
    await expect(deliver(["no address"])).rejects.toMatchObject({ code: "BAD_ADDRESS" });
    await expect(deliver(["postmaster"])).rejects.toMatchObject({ code: "BAD_ADDRESS" });
  });
});
