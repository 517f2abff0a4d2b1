import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { NS } from "../../src/records/ns.js";
import { Rcode } from "../../src/wire/rcode.js";
import { question } from "../cache/records.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { Internet, extendedErrors, usualServers, zoneScript } from "./internet.js";

const com = usualServers["192.0.2.2"]?.["com."] ?? "";
const victims = Array.from({ length: 50 }, (_, i) => `v${String(i)}`);

/** A world with one more zone, `evil.com.`. */
function withEvil(zone: string, more: Record<string, Record<string, string>> = {}): Promise<Internet> {
  return Internet.start({
    "192.0.2.2": { "com.": `${com}\nevil NS ns.evil\nns.evil A 192.0.2.66` },
    "192.0.2.66": { "evil.com.": `ns A 192.0.2.66\n${zone}` },
    ...more,
  });
}

describe("The amplification meter", () => {
  it("shows a few queries for an honest name", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    expect(internet.asked.length).toBeLessThanOrEqual(3);
  });

  it("stays low where a delegation has many servers without addresses (NXNSAttack, CVE-2020-12662)", async () => {
    const servers = victims.map((name) => `sub NS ${name}.example.net.`).join("\n");
    const internet = await withEvil(servers);
    const response = await internet.ask("www.sub.evil.com.");
    expect(response.rcode).toBe(Rcode.SERVFAIL);
    // Five lookups of the addresses of servers, each of one family here, and what leads there.
    const atVictim = internet.asked.filter((line) => line.startsWith("192.0.2.20"));
    expect(atVictim.length).toBeLessThanOrEqual(5);
    expect(internet.asked.length).toBeLessThanOrEqual(12);
  });

  it("gives up soon where finding each server takes finding more of them, and those more (NRDelegation, CVE-2022-3204)", async () => {
    const nest = (depth: number): string =>
      Array.from({ length: 12 }, (_, i) => `d${String(depth)} NS n${String(i)}.d${String(depth + 1)}`).join("\n");
    const internet = await withEvil(Array.from({ length: 12 }, (_, depth) => nest(depth)).join("\n"));
    const response = await internet.ask("www.d0.evil.com.");
    expect([response.rcode, ...extendedErrors(response)]).toEqual([Rcode.SERVFAIL, 0]);
    expect(internet.asked.length).toBeLessThanOrEqual(12);
  });

  it("never sends more than its limit, whatever it meets", async () => {
    const nest = (depth: number): string =>
      Array.from({ length: 12 }, (_, i) => `d${String(depth)} NS n${String(i)}.d${String(depth + 1)}`).join("\n");
    const internet = await withEvil(Array.from({ length: 12 }, (_, depth) => nest(depth)).join("\n"));
    const resolver = internet.resolver({ limits: { maxQueries: 5 } });
    const response = await internet.ask("www.d0.evil.com.");
    expect(response.rcode).toBe(Rcode.SERVFAIL);
    expect([internet.asked.length, ...extendedErrors(response)]).toEqual([5, 0]);
    expect(resolver.pendingResolutions).toBe(0);
  });

  it("stays within the limit where aliases, delegations and long names are put together (CAMP)", async () => {
    const steps = [...Array(11).keys()];
    // Each alias leads into a zone of its own, whose servers are behind names that somebody else is asked for label by label.
    const dead = (step: number): string =>
      [...Array(12).keys()]
        .map((i) => `s${String(step)} NS ${"l.".repeat(20)}v${String(i)}-${String(step)}.example.net.`)
        .join("\n");
    const cuts = steps.map((step) => `${dead(step)}\ns${String(step)} NS n${String(step)}.helper.net.`).join("\n");
    const zones = Object.fromEntries(
      steps.map((step) => [
        `s${String(step)}.evil.com.`,
        `a ${step === 10 ? "A 203.0.113.1" : `CNAME a.s${String(step + 1)}.evil.com.`}`,
      ]),
    );
    const internet = await withEvil(cuts, {
      "192.0.2.3": {
        "net.": `${usualServers["192.0.2.3"]?.["net."] ?? ""}\nhelper NS ns.helper\nns.helper A 192.0.2.67`,
      },
      "192.0.2.67": { "helper.net.": "ns A 192.0.2.67\n* A 192.0.2.67", ...zones },
    });
    // Which servers are looked for is a matter of luck: some of these questions get far, some don't.
    for (let i = 0; i < 10; i++) {
      internet.takeAsked();
      internet.resolver().clearCache();
      await internet.ask("a.s0.evil.com.");
      expect(internet.asked.length).toBeGreaterThan(10);
      expect(internet.asked.length).toBeLessThanOrEqual(200);
    }
  });

  it("ends where servers are needed to find each other (TsuNAME)", async () => {
    const internet = await withEvil("a NS ns.b\nb NS ns.a");
    const response = await internet.ask("www.a.evil.com.");
    expect([response.rcode, ...extendedErrors(response)]).toEqual([Rcode.SERVFAIL, 22]);
    expect(internet.asked.length).toBeLessThanOrEqual(8);
  });

  it("ends where two zones elsewhere need each other", async () => {
    const internet = await withEvil("", {
      "192.0.2.2": { "com.": `${com}\none NS ns.two.net.` },
      "192.0.2.3": { "net.": "two NS ns.one.com." },
    });
    expect((await internet.ask("www.one.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(internet.asked.length).toBeLessThanOrEqual(8);
  });

  it("ends where an alias leads back to itself, in a zone and between two", async () => {
    const internet = await withEvil("a CNAME b\nb CNAME a\nout CNAME loop.example.net.", {
      "192.0.2.20": { "example.net.": "ns A 192.0.2.20\nloop CNAME out.evil.com." },
    });
    expect((await internet.ask("a.evil.com.")).rcode).toBe(Rcode.SERVFAIL);
    internet.takeAsked();
    expect((await internet.ask("out.evil.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(internet.asked.length).toBeLessThanOrEqual(4);
  });

  it("ends where aliases follow each other for too long", async () => {
    const chain = Array.from({ length: 60 }, (_, i) => `c${String(i)} CNAME c${String(i + 1)}`).join("\n");
    const internet = await withEvil(chain);
    expect((await internet.ask("c0.evil.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(internet.asked.length).toBeLessThanOrEqual(20);
  });

  it("ends where zones are delegated deeper and deeper", async () => {
    const internet = await withEvil("");
    let depth = 2;
    await internet.serve("192.0.2.66", ({ message, send }) => {
      const reply = message.reply();
      const [question] = message.question;
      depth += 1;
      if (question === undefined || question.name.labelCount < depth) return;
      const name = question.name.suffix(depth);
      const nsdname = name.prepend("ns");
      reply.authority.push(new ResourceRecord({ name, type: NS, ttl: 3600, data: { nsdname } }));
      reply.additional.push(new ResourceRecord({ name: nsdname, type: A, ttl: 3600, data: { address: "192.0.2.66" } }));
      send(reply);
    });
    internet.resolver({ minimisation: "off" });
    const response = await internet.ask(`${"l.".repeat(100)}evil.com.`);
    expect([response.rcode, internet.asked.length]).toEqual([Rcode.SERVFAIL, 31]);
  });

  it("asks a server about a name with very many labels only a few times (RFC 9156 §2.3)", async () => {
    const labels = Array.from({ length: 100 }, () => "l").join(".");
    const internet = await withEvil(`${labels} A 203.0.113.5`);
    expect((await internet.ask(`${labels}.evil.com.`)).answer).toHaveLength(1);
    expect(internet.asked.length).toBeLessThanOrEqual(14);
  });

  it("doesn't try again at once what has just failed (RFC 9520)", async () => {
    const internet = await withEvil("sub NS ns.sub\nns.sub A 192.0.2.67");
    await internet.serve("192.0.2.67", () => undefined);
    await internet.ask("www.sub.evil.com.");
    internet.takeAsked();
    const response = await internet.ask("www.sub.evil.com.");
    expect([response.rcode, ...extendedErrors(response)]).toEqual([Rcode.SERVFAIL, 13]);
    expect(internet.takeAsked()).toEqual([]);
    await internet.network.run(6_000);
    await internet.ask("www.sub.evil.com.");
    expect(internet.asked.length).toBeGreaterThan(0);
  });

  it("lets made-up names of one zone, whose servers are slow, keep nobody else waiting", async () => {
    const internet = await withEvil("");
    internet.resolver({ limits: { maxFetchesPerZone: 10 } });
    await internet.ask("evil.com.");
    await internet.serve("192.0.2.66", () => undefined);
    const resolver = internet.resolver();
    const attack = Array.from({ length: 50 }, (_, i) => resolver.resolve(question(`r${String(i)}.evil.com.`)));
    const honest = resolver.resolve(question("www.example.com."));
    await internet.network.run();
    const codes = (await Promise.all(attack)).map(({ errors }) => errors[0]?.infoCode);
    expect(codes.filter((code) => code === 14)).toHaveLength(40);
    expect((await honest).answer).toHaveLength(1);
    await internet.serve("192.0.2.66", zoneScript({ "evil.com.": "r49 A 203.0.113.9" }));
    // It wasn't the name's fault, so that isn't kept.
    await internet.network.run(6_000);
    expect((await internet.ask("r49.evil.com.")).answer).toHaveLength(1);
  });

  it("doesn't hold it against a name that too many questions waited for its servers", async () => {
    const internet = await Internet.start();
    const resolver = internet.resolver({ limits: { maxFetchesPerZone: Infinity, maxResolutions: Infinity } });
    await internet.ask("www.example.com.");
    const honest = zoneScript({ "example.com.": "* A 198.51.100.7" });
    await internet.serve("192.0.2.10", (asked) => {
      internet.network.host("ns-192.0.2.10").reactor.callLater(50, () => {
        honest(asked);
      });
    });
    const names = Array.from({ length: 1_100 }, (_, i) => `n${String(i)}.example.com.`);
    const resolving = names.map((name) => resolver.resolve(question(name)));
    await internet.network.run();
    const found = await Promise.all(resolving);
    const refused = names.filter((_, i) => found[i]?.errors[0]?.infoCode === 14);
    expect([refused.length, found.filter(({ answer }) => answer.length === 1).length]).toEqual([100, 1_000]);
    expect((await internet.ask(refused[0] ?? "")).answer).toHaveLength(1);
  });

  it("asks no server at a private or local address, if a delegation leads there", async () => {
    const addresses = ["10.0.0.1", "127.0.0.1", "192.168.1.1", "169.254.1.1", "0.0.0.0", "224.0.0.1"];
    const glue = addresses.map((address, i) => `sub NS s${String(i)}\ns${String(i)} A ${address}`).join("\n");
    const internet = await withEvil(glue);
    await internet.serve("10.0.0.1", ({ message, send }) => {
      send(message.reply());
    });
    expect((await internet.ask("www.sub.evil.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(internet.asked.filter((line) => line.startsWith("10."))).toEqual([]);
  });

  it("asks such servers where it is told to", async () => {
    const internet = await withEvil("sub NS s.sub\ns.sub A 10.0.0.1", {
      "10.0.0.1": { "sub.evil.com.": "s A 10.0.0.1\nwww A 198.51.100.9" },
    });
    internet.resolver({ allowPrivateServers: true });
    expect((await internet.ask("www.sub.evil.com.")).answer).toHaveLength(1);
  });
});
