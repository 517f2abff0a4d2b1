import { describe, expect, it } from "@jest/globals";
import { DNSLookupError } from "../../src/client/dns-lookup-error.js";
import { StubResolver } from "../../src/client/stub-resolver.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { ExtendedError } from "../../src/wire/edns/extended-error.js";
import { Name } from "../../src/wire/name.js";
import { Question } from "../../src/wire/question.js";
import { Rcode } from "../../src/wire/rcode.js";
import type { RecordType } from "../../src/wire/record-type.js";
import { parseRecord } from "../../src/zone-file/parse-record.js";
import { answerAddress } from "../exchange/answers.js";
import type { Script } from "../exchange/name-server.js";
import { clientWorlds } from "./client-world.js";
import { answerFrom, answerRcode, answerTo, askedFor, silence } from "./scripted-zone.js";

const known = {
  "www.example. A": ["www.example. 300 IN A 192.0.2.80"],
  "www.example. AAAA": ["www.example. 300 IN AAAA 2001:db8::80"],
  "example. MX": ["example. 60 IN MX 10 mail.example.", "example. 60 IN MX 20 backup.example."],
  "alias.example. A": [
    "alias.example. 30 IN CNAME web.example.",
    "web.example. 20 IN CNAME www.example.",
    "www.example. 300 IN A 192.0.2.80",
  ],
  "old.example. A": [],
};

const open = clientWorlds();

describe("StubResolver.lookup", () => {
  it("gives typed records with their TTLs", async () => {
    const here = await open(answerFrom(known));
    const { records, name, ttl, authenticated } = await here.settle(here.resolver.lookup("example", "MX"));
    expect(records.map(({ data }) => [data.preference, data.exchange.toString()])).toEqual([
      [10, "mail.example."],
      [20, "backup.example."],
    ]);
    expect(records[0]?.ttl).toBe(60);
    expect(name.toString()).toBe("example.");
    expect(ttl).toBe(60);
    expect(authenticated).toBe(false);
  });

  it("follows aliases, and gives the lowest TTL of all and the name that they lead to", async () => {
    const here = await open(answerFrom(known));
    const result = await here.settle(here.resolver.lookup("alias.example", "A"));
    expect(result.canonicalName.toString()).toBe("www.example.");
    expect(result.ttl).toBe(20);
    expect(result.records.map(String)).toEqual(["www.example. 300 IN A 192.0.2.80"]);
  });

  it("asks for the rest of a chain of aliases where the server stops in the middle", async () => {
    const here = await open(
      answerFrom({
        ...known,
        "alias.example. A": ["alias.example. 30 IN CNAME web.example."],
        "web.example. A": ["web.example. 20 IN CNAME www.example."],
      }),
    );
    const result = await here.settle(here.resolver.lookup("alias.example", "A"));
    expect(result.records.map(({ data }) => data.address)).toEqual(["192.0.2.80"]);
    expect(result.ttl).toBe(20);
    expect(askedFor(here.server.asked)).toEqual(["alias.example. A", "web.example. A", "www.example. A"]);
  });

  it("says NODATA or NXDOMAIN where an alias leads to nothing", async () => {
    const alias = (to: string): string[] => [`alias.example. 30 IN CNAME ${to}`];
    const here = await open(answerFrom({ ...known, "alias.example. A": alias("old.example.") }));
    await expect(here.settle(here.resolver.lookup("alias.example", "A"))).rejects.toMatchObject({ code: "NODATA" });
    here.resolver.cache.clear();
    here.server.answerWith(answerFrom({ "alias.example. A": alias("gone.example.") }));
    await expect(here.settle(here.resolver.lookup("alias.example", "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
  });

  it("refuses aliases that go in a circle, within one answer and across several", async () => {
    const a = "a.example. 30 IN CNAME b.example.";
    const b = "b.example. 30 IN CNAME a.example.";
    const here = await open(
      answerFrom({ "a.example. A": [a, b], "c.example. A": ["c.example. 30 IN CNAME a.example."] }),
    );
    await expect(here.settle(here.resolver.lookup("a.example", "A"))).rejects.toMatchObject({ code: "BAD_ANSWER" });
    here.server.answerWith(
      answerFrom({
        "d.example. A": ["d.example. 30 IN CNAME e.example."],
        "e.example. A": ["e.example. 1 IN CNAME d.example."],
      }),
    );
    await expect(here.settle(here.resolver.lookup("d.example", "A"))).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });

  it("asks a server that always has one more alias eleven times, no more", async () => {
    let number = 0;
    const here = await open((asked) => {
      const response = asked.message.reply();
      const [question] = asked.message.question;
      response.answer = [parseRecord(`${String(question?.name)} 60 IN CNAME n${String(number++)}.example.`)];
      asked.send(response);
    });
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({ code: "BAD_ANSWER" });
    expect(here.server.asked.length).toBeLessThanOrEqual(12);
  });

  it("leaves out records that weren't asked for, and caches none of them", async () => {
    const here = await open((asked) => {
      const response = answerTo(asked.message, known);
      if (askedFor([asked])[0] === "www.example. A") {
        response.answer.push(parseRecord("bank.example. 86400 IN A 203.0.113.66"));
        response.authority.push(parseRecord("example. 86400 IN NS ns.evil.example."));
        response.additional.push(parseRecord("ns.evil.example. 86400 IN A 203.0.113.66"));
      }
      asked.send(response);
    });
    const { records } = await here.settle(here.resolver.lookup("www.example", "A"));
    expect(records).toHaveLength(1);
    await expect(here.settle(here.resolver.lookup("bank.example", "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
    const { answer, authority, additional } = await here.settle(
      here.resolver.query(new Question(Name.from("www.example."), 1)),
    );
    expect([...answer, ...authority, ...additional].map(String)).toEqual(["www.example. 300 IN A 192.0.2.80"]);
  });

  it("refuses a record that can't be read", async () => {
    const here = await open((asked) => {
      const response = answerTo(asked.message, known).encode();
      // The last record is the address's; its length says 4.
      response[response.indexOf(Buffer.from([0, 4, 192, 0, 2, 80])) + 1] = 3;
      asked.send(response.subarray(0, response.length - 12));
    });
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toBeInstanceOf(DNSLookupError);
  });

  it.each([
    ["NXDOMAIN", "gone.example", Rcode.NXDOMAIN],
    ["NODATA", "old.example", Rcode.NOERROR],
  ])("fails with %s", async (code, name, rcode) => {
    const here = await open(answerFrom(known));
    const failing = here.settle(here.resolver.lookup(name, "A"));
    await expect(failing).rejects.toBeInstanceOf(DNSLookupError);
    await expect(failing).rejects.toMatchObject({ code, rcode });
    await expect(failing).rejects.toThrow(`${name}. A: `);
  });

  it.each([
    ["SERVFAIL", Rcode.SERVFAIL],
    ["REFUSED", Rcode.REFUSED],
    ["NOTIMP", Rcode.NOTIMP],
    ["FORMERR", Rcode.FORMERR],
    ["ERROR_RCODE", Rcode.YXDOMAIN],
  ])("fails with %s where the server says so", async (code, rcode) => {
    const here = await open(answerRcode(rcode));
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({ code, rcode });
  });

  it("tells why the server could not find out (RFC 8914), from the cache too", async () => {
    const here = await open((asked) => {
      const edns = new EDNS().add(ExtendedError, { infoCode: 6, extraText: "bogus" });
      asked.send(asked.message.reply({ rcode: Rcode.SERVFAIL, edns }));
    });
    const bogus = { infoCode: 6, extraText: "bogus" };
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({
      code: "SERVFAIL",
      extendedErrors: [bogus],
    });
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({
      code: "SERVFAIL",
      extendedErrors: [bogus, { infoCode: 13 }],
    });
    expect(here.server.asked).toHaveLength(1);
  });

  it("fails with TIMEOUT after as many attempts as it may make, and the same from the cache", async () => {
    const here = await open(silence, { attempts: 3, attemptTimeoutMs: 400 });
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(here.network.now()).toBe(1_200);
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(here.network.now()).toBe(1_200);
    expect(here.server.asked).toHaveLength(3);
  });

  it("fails with TIMEOUT when the time for all of it is over", async () => {
    const here = await open(silence);
    const failing = here.settle(here.resolver.lookup("www.example", "A", { timeoutMs: 700 }));
    await expect(failing).rejects.toMatchObject({ code: "TIMEOUT" });
    await expect(failing).rejects.toThrow("www.example: no server answered within 700 ms");
    expect(here.network.now()).toBe(700);
  });

  it("fails with UNREACHABLE where nobody listens", async () => {
    const here = await open(silence, { servers: [{ host: "192.0.2.1", port: 5353 }] });
    await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({ code: "UNREACHABLE" });
  });

  it("fails with its signal's reason, and stops asking", async () => {
    const here = await open(silence);
    const reason = new Error("enough");
    const controller = new AbortController();
    const failed = expect(here.resolver.lookup("www.example", "A", { signal: controller.signal })).rejects.toBe(reason);
    await here.network.run(10);
    controller.abort(reason);
    await failed;
    expect(here.leftOpen()).toEqual([]);
    await expect(here.resolver.lookup("www.example", "A", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("goes on for the others where one of several who ask the same gives up", async () => {
    const here = await open(answerFrom(known));
    const first = here.resolver.lookup("www.example", "A");
    const second = here.resolver.lookup("WWW.example", "A");
    first.cancel();
    await expect(first).rejects.toMatchObject({ code: "CANCELLED" });
    expect((await here.settle(second)).records).toHaveLength(1);
    expect(here.server.asked).toHaveLength(1);
  });

  it("looks up a thousand names at one time, and asks for so many at a time as it may", async () => {
    let waiting = 0;
    let most = 0;
    const here = await open(
      (asked) => {
        waiting += 1;
        most = Math.max(most, waiting);
        here.server.host.reactor.callLater(20, () => {
          waiting -= 1;
          answerAddress()(asked);
        });
      },
      { cache: false },
    );
    const names = Array.from({ length: 1_000 }, (_, i) => `n${String(i)}.example.`);
    const found = await here.settle(Promise.all(names.map((name) => here.resolver.lookup(name, "A"))));
    expect(found.every(({ records }) => records.length === 1)).toBe(true);
    expect(most).toBe(500);
  });

  it("lets who waits for his turn go, and gives it to the next", async () => {
    const here = await open(answerAddress(), { maxConcurrentQueries: 1 });
    const controller = new AbortController();
    const reason = new Error("enough");
    const first = here.resolver.lookup("a.example.", "A");
    const second = here.resolver.lookup("b.example.", "A", { signal: controller.signal });
    const third = here.resolver.lookup("c.example.", "A");
    const failed = expect(second).rejects.toBe(reason);
    controller.abort(reason);
    await here.settle(Promise.all([first, third]));
    await failed;
    expect(here.server.asked).toHaveLength(2);
    expect(() => new StubResolver({ servers: ["192.0.2.1"], maxConcurrentQueries: 0 }, here.reactor)).toThrow(
      RangeError,
    );
  });

  it("writes letters that aren't ASCII as IDNA has them", async () => {
    const here = await open(answerFrom({ "xn--bcher-kva.example. A": ["xn--bcher-kva.example. 1 IN A 192.0.2.9"] }));
    const { name } = await here.settle(here.resolver.lookup("Bücher.example", "A"));
    expect(name.toString()).toBe("xn--bcher-kva.example.");
  });

  it.each(["", "a..example", `${"a".repeat(64)}.example`, "a.".repeat(200), "\u{d800}.example"])(
    "fails with BAD_NAME for what is no name: %j",
    async (name) => {
      const here = await open(answerFrom(known));
      await expect(here.settle(here.resolver.lookup(name, "A"))).rejects.toMatchObject({ code: "BAD_NAME" });
      expect(here.server.asked).toHaveLength(0);
    },
  );

  it("reads the records of a type that nobody but the caller knows", async () => {
    const here = await open(answerFrom({ "x.example. TYPE65280": ["x.example. 60 IN TYPE65280 \\# 2 0102"] }));
    const own: RecordType<{ readonly number: number }> = {
      code: 65_280,
      mnemonic: "OWN",
      read: (reader) => ({ number: reader.uint16() }),
      write: ({ number }, writer) => {
        writer.uint16(number);
      },
      parse: (tokens) => ({ number: tokens.uint16("number") }),
      format: ({ number }) => String(number),
    };
    const { records } = await here.settle(here.resolver.lookup("x.example", own));
    expect(records[0]?.data).toEqual({ number: 258 });
    here.server.answerWith(answerFrom({ "y.example. TYPE65280": ["y.example. 60 IN TYPE65280 \\# 1 01"] }));
    await expect(here.settle(here.resolver.lookup("y.example", own))).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });

  it("gives all that there is for ANY", async () => {
    const here = await open((asked) => {
      const response = asked.message.reply();
      response.answer = ["x.example. 60 IN A 192.0.2.1", "x.example. 60 IN TXT hello"].map((text) => parseRecord(text));
      asked.send(response);
    });
    const { records } = await here.settle(here.resolver.lookup("x.example", "ANY"));
    expect(records.map(({ type }) => type)).toEqual([1, 16]);
  });

  it("throws a TypeError for a type that there isn't", async () => {
    const here = await open(silence);
    expect(() => here.resolver.lookup("www.example", "AA" as "A")).toThrow(TypeError);
  });

  it("asks for DNSSEC's records and without validation where it is told to, and keeps such answers apart", async () => {
    const here = await open(answerFrom(known));
    await here.settle(here.resolver.lookup("www.example", "A"));
    await here.settle(here.resolver.lookup("www.example", "A", { dnssecOk: true }));
    await here.settle(here.resolver.lookup("www.example", "A", { checkingDisabled: true }));
    await here.settle(here.resolver.lookup("www.example", "A", { dnssecOk: true }));
    expect(here.server.asked.map(({ message }) => [message.edns?.dnssecOk, message.cd, message.ad])).toEqual([
      [false, false, false],
      [true, false, false],
      [false, true, false],
    ]);
  });

  it("believes AD only where it is told to trust the servers", async () => {
    const secure: Script = (asked) => {
      const response = answerTo(asked.message, known);
      response.ad = true;
      asked.send(response);
    };
    const trusting = await open(secure, { trustAD: true });
    expect((await trusting.settle(trusting.resolver.lookup("www.example", "A"))).authenticated).toBe(true);
    expect((await trusting.settle(trusting.resolver.lookup("www.example", "A"))).authenticated).toBe(true);
    expect(trusting.server.asked[0]?.message.ad).toBe(true);
    const wary = await open(secure);
    expect((await wary.settle(wary.resolver.lookup("www.example", "A"))).authenticated).toBe(false);
  });

  it("looks up what an address is called", async () => {
    const here = await open(
      answerFrom({ "80.2.0.192.in-addr.arpa. PTR": ["80.2.0.192.in-addr.arpa. 60 IN PTR www.example."] }),
    );
    const { records } = await here.settle(here.resolver.reverse("192.0.2.80"));
    expect(records[0]?.data.ptrdname.toString()).toBe("www.example.");
    expect(() => here.resolver.reverse("www.example")).toThrow(TypeError);
  });

  it("refuses no servers, servers by name, and numbers that are none", async () => {
    const { reactor } = await open(silence);
    expect(() => new StubResolver({ servers: [] }, reactor)).toThrow(RangeError);
    expect(() => new StubResolver({ servers: ["dns.example"] }, reactor)).toThrow(TypeError);
    expect(() => new StubResolver({ servers: ["192.0.2.1"], attempts: 0 }, reactor)).toThrow(RangeError);
    expect(() => new StubResolver({ servers: ["192.0.2.1"], cache: { maxCacheBytes: -1 } }, reactor)).toThrow(
      RangeError,
    );
    expect(() => new StubResolver({ servers: ["192.0.2.1"] }, reactor).lookup("a", "A", { timeoutMs: 0 })).toThrow(
      RangeError,
    );
  });

  it("fails what waits and what comes later with CLOSED once it is closed, but knows what is cached", async () => {
    const here = await open(answerFrom(known));
    await here.settle(here.resolver.lookup("www.example", "A"));
    here.server.answerWith(silence);
    const failed = expect(here.resolver.lookup("example", "MX")).rejects.toMatchObject({ code: "CLOSED" });
    await here.network.run(10);
    here.resolver.close();
    await failed;
    await expect(here.resolver.lookup("example", "TXT")).rejects.toMatchObject({ code: "CLOSED" });
    expect((await here.resolver.lookup("www.example", "A")).records).toHaveLength(1);
  });
});
