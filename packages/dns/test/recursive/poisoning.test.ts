import { describe, expect, it } from "@jest/globals";
import { A } from "../../src/records/a.js";
import { CNAME } from "../../src/records/cname.js";
import { NS } from "../../src/records/ns.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Rcode } from "../../src/wire/rcode.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import type { Asked, Script } from "../exchange/name-server.js";
import { Internet, texts, usualServers, zoneScript } from "./internet.js";

const a = (name: string, address: string): ResourceRecord =>
  new ResourceRecord({ name, type: A, ttl: 3600, data: { address } });
const ns = (name: string, target: string): ResourceRecord =>
  new ResourceRecord({ name, type: NS, ttl: 3600, data: { nsdname: Name.from(target) } });
const cname = (name: string, target: string): ResourceRecord =>
  new ResourceRecord({ name, type: CNAME, ttl: 3600, data: { cname: Name.from(target) } });

const evil = "203.0.113.66";
const evilServer = "192.0.2.66";

/** Has the server of `evil.com.` answer everything with what `poison` makes of a good answer. */
async function attack(poison: (reply: Message, asked: Asked) => void): Promise<Internet> {
  const internet = await Internet.start({
    "192.0.2.2": { "com.": `${usualServers["192.0.2.2"]?.["com."] ?? ""}\nevil NS ns.evil\nns.evil A ${evilServer}` },
  });
  const script: Script = (asked) => {
    const reply = asked.message.reply();
    reply.aa = true;
    const [question] = asked.message.question;
    if (question?.type === A.code) reply.answer.push(a(question.name.toString(), "203.0.113.1"));
    poison(reply, asked);
    asked.send(reply);
  };
  await internet.serve(evilServer, script);
  return internet;
}

/** What `www.example.com.` is after the attacker's server was asked for its own name. */
async function victimAfter(internet: Internet, name = "www.evil.com."): Promise<string[]> {
  await internet.ask(name);
  return texts(await internet.ask("www.example.com."));
}

/** The question for the victim's name, with an EDNS Client Subnet option (RFC 7871). */
function questionFrom(subnet: Buffer): Message {
  const edns = new EDNS();
  edns.addOption({ code: 8, data: subnet });
  return Message.query("www.example.com.", A.code, { edns });
}

const truth = ["www.example.com. 3600 IN A 198.51.100.1"];

describe("A RecursiveResolver under attack", () => {
  it("keeps nothing of what an answer says of names elsewhere (CVE-2025-40778)", async () => {
    const internet = await attack((reply) => {
      reply.answer.push(a("www.example.com.", evil));
      reply.additional.push(a("www.example.com.", evil), a("ns1.example.com.", evilServer));
      reply.authority.push(ns("example.com.", "ns.evil.com."), ns("com.", "ns.evil.com."));
    });
    expect(await victimAfter(internet)).toEqual(truth);
    expect(texts(await internet.ask("www.evil.com."))).toEqual([expect.stringContaining("203.0.113.1")]);
  });

  it("gives nobody what an answer has besides what was asked for", async () => {
    const internet = await attack((reply) => {
      reply.answer.push(a("other.evil.com.", evil));
      reply.authority.push(ns("evil.com.", "ns.evil.com."));
      reply.additional.push(a("ns.evil.com.", evil));
    });
    const response = await internet.ask("www.evil.com.");
    expect([texts(response).length, response.authority, response.additional]).toEqual([1, [], []]);
    internet.takeAsked();
    await internet.ask("other.evil.com.");
    expect(internet.takeAsked()).toEqual([`${evilServer} other.evil.com. A`]);
  });

  it("follows an alias itself, instead of believing what stands behind it", async () => {
    const internet = await attack((reply) => {
      reply.answer = [cname("www.evil.com.", "www.example.com."), a("www.example.com.", evil)];
    });
    expect(texts(await internet.ask("www.evil.com."))).toEqual([
      "www.evil.com. 3600 IN CNAME www.example.com.",
      ...truth,
    ]);
  });

  it.each([
    ["itself", "evil.com."],
    ["its parent", "com."],
    ["the root", "."],
    ["a zone beside it", "example.com."],
  ])("takes no referral to %s, which a server of a zone can't give", async (_, zone) => {
    const internet = await attack((reply) => {
      reply.aa = false;
      reply.answer = [];
      reply.authority = [ns(zone, "ns.evil.com.")];
      reply.additional = [a("ns.evil.com.", evilServer)];
    });
    expect((await internet.ask("www.evil.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(await victimAfter(internet)).toEqual(truth);
  });

  it("takes no address of a server elsewhere from a referral: it asks for it (poisoned glue)", async () => {
    const internet = await attack((reply, { message }) => {
      if (message.question[0]?.name.toString().toLowerCase() === "evil.com.") return;
      reply.aa = false;
      reply.answer = [];
      reply.authority = [ns("sub.evil.com.", "ns.example.net.")];
      reply.additional = [a("ns.example.net.", evilServer)];
    });
    await internet.ask("www.sub.evil.com.");
    expect(internet.asked).toContain("192.0.2.20 ns.example.net. A");
    expect(internet.asked).toContain("192.0.2.20 www.sub.evil.com. A");
    internet.takeAsked();
    // And nobody else is sent to the attacker for names of that server.
    await internet.ask("www.glueless.com.");
    expect(internet.takeAsked().filter((line) => line.startsWith(evilServer))).toEqual([]);
  });

  it("doesn't let glue become an answer (RFC 2181)", async () => {
    const internet = await Internet.start();
    await internet.ask("www.sub.example.com.");
    internet.takeAsked();
    await internet.ask("ns.sub.example.com.");
    expect(internet.takeAsked()).toEqual(["192.0.2.11 ns.sub.example.com. A"]);
  });

  it("lets a zone go when its parent has taken it back (ghost domains, CVE-2012-1033)", async () => {
    const internet = await attack((reply) => {
      reply.authority.push(ns("evil.com.", "ns.evil.com."));
      reply.additional.push(a("ns.evil.com.", evilServer));
    });
    await internet.ask("www.evil.com.");
    await internet.serve("192.0.2.2", zoneScript(usualServers["192.0.2.2"] ?? {}));
    // All the time somebody asks for new names, whose answers bring the attacker's NS records along.
    for (let minutes = 0; minutes <= 60; minutes += 10) {
      await internet.ask(`n${String(minutes)}.evil.com.`);
      await internet.network.run(600_000);
    }
    expect((await internet.ask("last.evil.com.")).rcode).toBe(Rcode.NXDOMAIN);
  });

  it("lets a zone go also where that delegates deeper and deeper to stay alive (phoenix domains, CVE-2022-30698)", async () => {
    const internet = await attack((reply, { message }) => {
      const [question] = message.question;
      const labels = question?.name.labelCount ?? 0;
      if (question === undefined || labels === 2 || question.name.key.startsWith("\u0003www")) return;
      reply.aa = false;
      reply.answer = [];
      reply.authority = [ns(question.name.toString(), `ns.${question.name.toString()}`)];
      reply.additional = [a(`ns.${question.name.toString()}`, evilServer)];
    });
    let name = "evil.com.";
    await internet.ask(name);
    await internet.serve("192.0.2.2", zoneScript(usualServers["192.0.2.2"] ?? {}));
    const codes: number[] = [];
    for (let hours = 0; hours < 4; hours++) {
      name = `d.${name}`;
      codes.push((await internet.ask(`www.${name}`)).rcode);
      await internet.network.run(50 * 60_000);
    }
    expect(codes).toEqual([Rcode.NOERROR, Rcode.NOERROR, Rcode.NXDOMAIN, Rcode.NXDOMAIN]);
  });

  it("takes nothing from an answer of a server without authority as long as it has better", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    await internet.serve("192.0.2.10", (asked) => {
      const reply = asked.message.reply();
      const [question] = asked.message.question;
      reply.answer.push(cname(question?.name.toString() ?? "", "www.example.com."), a("www.example.com.", evil));
      asked.send(reply);
    });
    await internet.ask("new.example.com.");
    expect(texts(await internet.ask("www.example.com."))[0]).toContain("198.51.100.1");
  });

  it("says SERVFAIL to a set that is too large (CVE-2024-1737)", async () => {
    const internet = await attack((reply) => {
      for (let i = 0; i < 101; i++) reply.answer.push(a("www.evil.com.", `203.0.113.${String(i)}`));
    });
    expect((await internet.ask("www.evil.com.")).rcode).toBe(Rcode.SERVFAIL);
  });

  it("asks by TCP where a response doesn't match, so that guessing is of no use (Kaminsky)", async () => {
    const internet = await Internet.start();
    const honest = zoneScript(usualServers["192.0.2.10"] ?? {});
    await internet.serve("192.0.2.10", (asked) => {
      if (asked.from !== undefined) {
        const forged = asked.message.reply();
        forged.id ^= 1;
        forged.aa = true;
        forged.answer.push(a("www.example.com.", evil));
        asked.send(forged);
      }
      honest(asked);
    });
    expect(texts(await internet.ask("www.example.com."))).toEqual(truth);
    expect(internet.asked.at(-1)).toBe("192.0.2.10 www.example.com. A tcp");
  });

  it("asks with another port, id and case each time", async () => {
    const internet = await Internet.start();
    for (let i = 0; i < 40; i++) await internet.ask(`name-for-${String(i)}.example.com.`);
    const heard = internet.queries.slice(2);
    const different = (values: readonly unknown[]): number => new Set(values).size;
    expect(different(heard.map(({ message }) => message.id))).toBeGreaterThan(35);
    expect(different(heard.map(({ from }) => from?.port))).toBeGreaterThan(35);
    const cases = heard.map(({ message }) =>
      message.question[0]?.name
        .toString()
        .replace(/[^a-z]/gi, "")
        .replace(/[a-z]/g, "l")
        .replace(/[A-Z]/g, "u"),
    );
    expect(different(cases)).toBeGreaterThan(35);
  });

  it("tells no server whose question it is, so that equal ones aren't asked side by side (RebirthDay, CVE-2025-5994)", async () => {
    const internet = await Internet.start();
    const subnets = [Buffer.from([0, 1, 24, 0, 198, 51, 100]), Buffer.from([0, 1, 24, 0, 203, 0, 113])];
    const asking = subnets.map((subnet) => internet.resolver().respond(questionFrom(subnet)));
    await internet.network.run();
    for (const response of await Promise.all(asking)) expect(texts(response)).toEqual(truth);
    expect(internet.asked).toHaveLength(3);
    const options = internet.queries.flatMap(({ message }) => message.edns?.options.map(({ code }) => code) ?? []);
    expect(new Set(options)).toEqual(new Set([10]));
  });

  it("doesn't take a response without our cookie from a server that has given us one (RFC 7873)", async () => {
    const internet = await Internet.start();
    const server = Buffer.from("serversecret");
    let forgeries = 0;
    await internet.serve("192.0.2.10", (asked) => {
      const reply = asked.message.reply();
      reply.aa = true;
      const [question] = asked.message.question;
      const client = asked.message.edns?.options.find(({ code }) => code === 10)?.data.subarray(0, 8);
      if (question === undefined || client === undefined) return;
      const isForged = question.name.key.startsWith("\u0001b") && asked.from !== undefined;
      if (isForged) forgeries += 1;
      else reply.edns?.addOption({ code: 10, data: Buffer.concat([client, server]) });
      reply.answer.push(a(question.name.toString(), isForged ? evil : "198.51.100.7"));
      asked.send(reply);
    });
    await internet.ask("a.example.com.");
    expect(texts(await internet.ask("b.example.com."))[0]?.toLowerCase()).toBe("b.example.com. 3600 in a 198.51.100.7");
    expect(forgeries).toBe(1);
    expect(internet.queries.at(-1)?.message.edns?.options[0]?.data.subarray(8)).toEqual(server);
  });
});
