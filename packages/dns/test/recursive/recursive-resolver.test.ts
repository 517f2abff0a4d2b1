import { describe, expect, it } from "@jest/globals";
import { SimulatedNetwork } from "@twist/core/testing";
import { RecursiveResolver } from "../../src/recursive/recursive-resolver.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { Message } from "../../src/wire/message.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { Rcode } from "../../src/wire/rcode.js";
import { extendedErrors, Internet, texts } from "./internet.js";

describe("RecursiveResolver", () => {
  it("follows the delegations from the root down, and shows each server no more than it needs (RFC 9156)", async () => {
    const internet = await Internet.start();
    const response = await internet.ask("www.example.com.");
    expect(texts(response)).toEqual(["www.example.com. 3600 IN A 198.51.100.1"]);
    expect(response).toMatchObject({ ra: true, aa: false, ad: false, rcode: Rcode.NOERROR });
    expect(internet.asked).toEqual(["192.0.2.1 com. A", "192.0.2.2 example.com. A", "192.0.2.10 www.example.com. A"]);
  });

  it("shows every server the whole name where minimisation is off", async () => {
    const internet = await Internet.start();
    internet.resolver({ minimisation: "off" });
    await internet.ask("www.example.com.");
    expect(internet.asked).toEqual([
      "192.0.2.1 www.example.com. A",
      "192.0.2.2 www.example.com. A",
      "192.0.2.10 www.example.com. A",
    ]);
  });

  it("asks without RD, with DO, 1232 bytes and a cookie of eight bytes", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    for (const { message } of internet.queries) {
      expect([message.rd, message.edns?.dnssecOk, message.edns?.udpPayloadBytes]).toEqual([false, true, 1232]);
      expect(message.edns?.options.map(({ code, data }) => [code, data.length])).toEqual([[10, 8]]);
    }
  });

  it("asks nobody again what it knows, and goes on from the nearest zone that it knows", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    internet.takeAsked();
    expect(texts(await internet.ask("WWW.example.com."))).toHaveLength(1);
    expect(internet.takeAsked()).toEqual([]);
    await internet.ask("mail.example.com.");
    expect(internet.takeAsked()).toEqual(["192.0.2.10 mail.example.com. A"]);
  });

  it("gives TTLs that grow shorter, and asks again when they are over", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    await internet.network.run(1_000_000);
    const [record] = (await internet.ask("www.example.com.")).answer;
    expect(record?.ttl).toBeLessThan(2_700);
    internet.takeAsked();
    await internet.network.run(3_600_000);
    expect(texts(await internet.ask("www.example.com."))).toEqual(["www.example.com. 3600 IN A 198.51.100.1"]);
    expect(internet.asked).toHaveLength(3);
  });

  it("follows an alias in its zone and into another", async () => {
    const internet = await Internet.start();
    expect(texts(await internet.ask("alias.example.com."))).toEqual([
      "alias.example.com. 3600 IN CNAME www.example.com.",
      "www.example.com. 3600 IN A 198.51.100.1",
    ]);
    expect(texts(await internet.ask("far.example.com."))).toEqual([
      "far.example.com. 3600 IN CNAME www.example.net.",
      "www.example.net. 3600 IN A 203.0.113.1",
    ]);
    expect(texts(await internet.ask("far.example.com.", "CNAME"))).toHaveLength(1);
  });

  it("follows a DNAME, for other names from the cache (RFC 6672)", async () => {
    const internet = await Internet.start();
    expect(texts(await internet.ask("a.old.example.com."))).toEqual([
      "old.example.com. 3600 IN DNAME new.example.com.",
      "a.old.example.com. 3600 IN CNAME a.new.example.com.",
      "a.new.example.com. 3600 IN A 198.51.100.3",
    ]);
    internet.takeAsked();
    const response = await internet.ask("b.old.example.com.");
    expect([response.rcode, response.answer.length]).toEqual([Rcode.NXDOMAIN, 2]);
    expect(internet.takeAsked()).toEqual(["192.0.2.10 new.example.com. A", "192.0.2.10 b.new.example.com. A"]);
  });

  it("says YXDOMAIN where a DNAME makes too long a name", async () => {
    const long = "x".repeat(63);
    const target = [long, long, long].join(".");
    const internet = await Internet.start({
      "192.0.2.10": { "example.com.": `ns1 A 192.0.2.10\nold DNAME ${target}.net.` },
    });
    expect((await internet.ask(`${long}.old.example.com.`)).rcode).toBe(Rcode.YXDOMAIN);
  });

  it("says that a name doesn't exist, or has nothing of the type, with the SOA that says for how long", async () => {
    const internet = await Internet.start();
    const denied = await internet.ask("nothing.example.com.");
    expect([denied.rcode, denied.answer.length]).toEqual([Rcode.NXDOMAIN, 0]);
    expect(denied.authority.map(String)).toEqual([
      "example.com. 300 IN SOA ns.example.com. hostmaster.example.com. 1 3600 900 604800 300",
    ]);
    const empty = await internet.ask("www.example.com.", "MX");
    expect([empty.rcode, empty.answer.length, empty.authority.length]).toEqual([Rcode.NOERROR, 0, 1]);
    internet.takeAsked();
    await internet.ask("nothing.example.com.", "MX");
    // What doesn't exist has nothing below it (RFC 8020).
    expect((await internet.ask("below.nothing.example.com.")).rcode).toBe(Rcode.NXDOMAIN);
    await internet.ask("www.example.com.", "MX");
    expect(internet.takeAsked()).toEqual([]);
    await internet.network.run(300_000);
    await internet.ask("www.example.com.", "MX");
    expect(internet.takeAsked()).toEqual(["192.0.2.10 www.example.com. MX"]);
  });

  it("finds a name below empty names", async () => {
    const internet = await Internet.start();
    expect(texts(await internet.ask("deep.down.below.example.com."))).toHaveLength(1);
    expect(internet.asked.slice(2)).toEqual([
      "192.0.2.10 below.example.com. A",
      "192.0.2.10 down.below.example.com. A",
      "192.0.2.10 deep.down.below.example.com. A",
    ]);
  });

  it("asks for the addresses of name servers that come without", async () => {
    const internet = await Internet.start();
    expect(texts(await internet.ask("www.glueless.com."))).toEqual(["www.glueless.com. 3600 IN A 203.0.113.2"]);
    expect(internet.asked).toContain("192.0.2.20 ns.example.net. A");
  });

  it("asks the parent for DS records, and follows it no further (RFC 4035)", async () => {
    const internet = await Internet.start();
    await internet.ask("www.sub.example.com.");
    internet.takeAsked();
    const response = await internet.ask("sub.example.com.", "DS");
    expect([response.rcode, response.answer.length, response.authority[0]?.name.toString()]).toEqual([
      Rcode.NOERROR,
      0,
      "example.com.",
    ]);
    expect(internet.takeAsked()).toEqual(["192.0.2.10 sub.example.com. DS"]);
  });

  it("goes over to TCP where an answer is cut", async () => {
    const records = Array.from({ length: 40 }, (_, i) => `big TXT "${String(i).padEnd(60, "x")}"`).join("\n");
    const internet = await Internet.start({ "192.0.2.10": { "example.com.": `ns1 A 192.0.2.10\n${records}` } });
    expect((await internet.ask("big.example.com.", "TXT")).answer).toHaveLength(40);
    expect(internet.asked.slice(2)).toEqual(["192.0.2.10 big.example.com. TXT", "192.0.2.10 big.example.com. TXT tcp"]);
  });

  it("gives names in the case that the client has, though it asks in another (0x20)", async () => {
    const internet = await Internet.start();
    await internet.serve("192.0.2.10", ({ message, send }) => {
      const bare = new Message({ id: message.id, flags: 0x8400, question: message.question }).encode();
      bare.writeUInt16BE(1, 6);
      // The owner is a pointer to the question, as nearly all servers have it.
      send(Buffer.concat([bare, Buffer.from("c00c0001000100000e100004c6336401", "hex")]));
    });
    expect(texts(await internet.ask("www.Example.com."))).toEqual(["www.Example.com. 3600 IN A 198.51.100.1"]);
  });

  it("asks servers by those families of IP that there is a way by", async () => {
    const zones = {
      "192.0.2.2": { "com.": "ns A 192.0.2.2\nexample NS ns1.example\nns1.example AAAA 2001:db8::10" },
      "2001:db8::10": { "example.com.": "www A 198.51.100.1" },
    };
    const both = await Internet.start(zones);
    both.network.host("resolver", { addresses: ["192.0.2.250", "2001:db8::250"] });
    both.resolver({ families: [6, 4] });
    expect(texts(await both.ask("www.example.com."))).toHaveLength(1);
    expect(both.asked.at(-1)).toBe("2001:db8::10 www.example.com. A");
    const old = await Internet.start(zones);
    expect((await old.ask("www.example.com.")).rcode).toBe(Rcode.SERVFAIL);
    expect(old.asked.some((line) => line.startsWith("2001:"))).toBe(false);
  });

  it("asks once for equal questions at one time", async () => {
    const internet = await Internet.start();
    const questions = Array.from({ length: 20 }, () =>
      internet.resolver().resolve(new Question(Name.from("www.example.com."), 1)),
    );
    await internet.network.run();
    expect((await Promise.all(questions)).every(({ answer }) => answer.length === 1)).toBe(true);
    expect(internet.asked).toHaveLength(3);
  });

  it.each([
    ["localhost.", "A", Rcode.NOERROR, ["localhost. 10800 IN A 127.0.0.1"]],
    ["my.localhost.", "AAAA", Rcode.NOERROR, ["my.localhost. 10800 IN AAAA ::1"]],
    ["localhost.", "MX", Rcode.NOERROR, []],
    ["site.onion.", "A", Rcode.NXDOMAIN, []],
    ["a.test.", "A", Rcode.NXDOMAIN, []],
    ["1.1.168.192.in-addr.arpa.", "PTR", Rcode.NXDOMAIN, []],
    ["home.arpa.", "SOA", Rcode.NOERROR, []],
  ])("answers %s %s without asking anybody (RFC 6761, RFC 6303)", async (name, type, rcode, answer) => {
    const internet = await Internet.start();
    const response = await internet.ask(name, type);
    expect([response.rcode, texts(response)]).toEqual([rcode, answer]);
    expect(internet.asked).toEqual([]);
  });

  it("asks for special names too where it is told to", async () => {
    const internet = await Internet.start();
    internet.resolver({ specialNames: false });
    expect((await internet.ask("a.test.")).rcode).toBe(Rcode.NXDOMAIN);
    expect(internet.asked).toEqual(["192.0.2.1 test. A", "192.0.2.1 a.test. A"]);
  });

  it("answers ANY with little, and asks nobody for it (RFC 8482)", async () => {
    const internet = await Internet.start();
    expect(texts(await internet.ask("www.example.com.", "ANY"))).toEqual([
      'www.example.com. 3600 IN HINFO "RFC8482" ""',
    ]);
    expect((await internet.ask("www.example.com.", "RRSIG")).rcode).toBe(Rcode.NOTIMP);
    expect(
      (
        await internet.ask(
          "www.example.com.",
          "A",
          (query) => (query.question = [new Question(Name.from("version.bind."), 16, 3)]),
        )
      ).rcode,
    ).toBe(Rcode.REFUSED);
    expect(internet.asked).toEqual([]);
  });

  it("leaves DNSSEC records out where they aren't wanted, and gives them where they are", async () => {
    const signature = "RRSIG A 13 3 3600 20300101000000 20200101000000 1 example.com. AAAA";
    const internet = await Internet.start({
      "192.0.2.10": { "example.com.": `ns1 A 192.0.2.10\nwww A 198.51.100.1\nwww ${signature}` },
    });
    expect((await internet.ask("www.example.com.")).answer).toHaveLength(1);
    const wanted = await internet.ask("www.example.com.", "A", (query) => (query.edns = new EDNS({ dnssecOk: true })));
    expect(wanted.answer).toHaveLength(2);
  });

  it("says SERVFAIL to more questions at a time than are allowed, and to all once it is closed", async () => {
    const internet = await Internet.start();
    const resolver = internet.resolver({ limits: { maxResolutions: 1 } });
    const first = resolver.resolve(new Question(Name.from("www.example.com."), 1));
    const second = resolver.resolve(new Question(Name.from("www.example.net."), 1));
    await internet.network.run();
    expect([(await first).rcode, (await second).rcode]).toEqual([Rcode.NOERROR, Rcode.SERVFAIL]);
    const last = resolver.resolve(new Question(Name.from("mail.example.com."), 1));
    resolver.close();
    await internet.network.run();
    expect([(await last).rcode, (await last).errors[0]?.infoCode]).toEqual([Rcode.SERVFAIL, 14]);
    expect(extendedErrors(await internet.ask("www.example.com."))).toEqual([14]);
    expect(internet.network.openHandles().filter((handle) => handle.startsWith("resolver"))).toEqual([]);
  });

  it("asks everybody again once its cache is cleared", async () => {
    const internet = await Internet.start();
    await internet.ask("www.example.com.");
    internet.resolver().clearCache();
    internet.takeAsked();
    await internet.ask("www.example.com.");
    expect(internet.asked).toHaveLength(3);
  });

  it("refuses options that can't be", () => {
    const { reactor } = new SimulatedNetwork().host("resolver");
    expect(() => new RecursiveResolver({ port: 0 }, reactor)).toThrow(RangeError);
    expect(() => new RecursiveResolver({ families: [] }, reactor)).toThrow(RangeError);
    expect(() => new RecursiveResolver({ limits: { maxQueries: -1 } }, reactor)).toThrow(RangeError);
  });
});
