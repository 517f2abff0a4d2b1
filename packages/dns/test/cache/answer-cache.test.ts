import { beforeEach, describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { AnswerCache } from "../../src/cache/answer-cache.js";
import { Trust } from "../../src/cache/trust.js";
import { Cookie } from "../../src/wire/edns/cookie.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { ExtendedError } from "../../src/wire/edns/extended-error.js";
import { Message } from "../../src/wire/message.js";
import { Rcode } from "../../src/wire/rcode.js";
import { a, cname, queryFor, question, response, soa } from "./records.js";

const www = question("www.example.");
const aaaa = question("www.example.", 28);

let clock: Clock;
let cache: AnswerCache;

beforeEach(() => {
  clock = new Clock();
  cache = new AnswerCache(clock);
});

describe("AnswerCache", () => {
  it("gives an answer until the lowest of its TTLs is over", () => {
    cache.put(www, response(www, { answer: [cname("www.example.", 60, "web.example."), a("web.example.", 300)] }));
    clock.advance(59_999);
    expect(cache.get(www)?.kind).toBe("positive");
    clock.advance(1);
    expect(cache.get(www)).toBeUndefined();
  });

  it("takes the seconds that have passed off the TTLs", () => {
    cache.put(www, response(www, { answer: [a("www.example.", 300)] }));
    clock.advance(12_900);
    const reply = cache.get(www)?.reply(queryFor(www), clock.now());
    expect(reply?.answer.map(String)).toEqual(["www.example. 288 IN A 192.0.2.1"]);
    expect(reply?.id).toBe(99);
    expect(reply?.ra).toBe(true);
  });

  it("makes the older records once a second, not for each who asks", () => {
    const entry = cache.put(www, response(www, { answer: [a("www.example.", 300)] }));
    clock.advance(5_000);
    const before = entry?.answer(clock.now())[0];
    clock.advance(999);
    expect(entry?.answer(clock.now())[0]).toBe(before);
    clock.advance(1);
    expect(entry?.answer(clock.now())[0]).not.toBe(before);
  });

  it("gives nobody an array that another can change", () => {
    const entry = cache.put(www, response(www, { answer: [a("www.example.", 300)] }));
    entry?.reply(queryFor(www), clock.now()).answer.pop();
    expect(entry?.reply(queryFor(www), clock.now()).answer).toHaveLength(1);
  });

  it("ignores the case of names, and tells types, classes and variants apart", () => {
    cache.put(www, response(www, { answer: [a("www.example.", 300)] }));
    expect(cache.get(question("WWW.Example."))).toBeDefined();
    expect(cache.get(aaaa)).toBeUndefined();
    expect(cache.get(www, "DO")).toBeUndefined();
  });

  it("keeps that a name doesn't exist for all types, as long as the SOA record says (RFC 2308 §5)", () => {
    cache.put(www, response(www, { rcode: Rcode.NXDOMAIN, authority: [soa("example.", 900, 60)] }));
    expect(cache.get(aaaa)?.rcode).toBe(Rcode.NXDOMAIN);
    clock.advance(59_999);
    expect(
      cache
        .get(aaaa)
        ?.authority(clock.now())
        .map(({ ttl }) => ttl),
    ).toEqual([1]);
    clock.advance(1);
    expect(cache.get(aaaa)).toBeUndefined();
  });

  it("keeps that there are no data for this type only", () => {
    cache.put(www, response(www, { authority: [soa("example.", 60, 900)] }));
    expect(cache.get(www)?.kind).toBe("negative");
    expect(cache.get(aaaa)).toBeUndefined();
  });

  it("keeps that an alias leads nowhere for the type that was asked for only", () => {
    cache.put(
      www,
      response(www, {
        rcode: Rcode.NXDOMAIN,
        answer: [cname("www.example.", 300, "gone.example.")],
        authority: [soa("example.", 60, 60)],
      }),
    );
    expect(cache.get(www)?.rcode).toBe(Rcode.NXDOMAIN);
    expect(cache.get(aaaa)).toBeUndefined();
  });

  it("doesn't keep a negative answer without an SOA record, or with one of another zone", () => {
    expect(cache.put(www, response(www, { rcode: Rcode.NXDOMAIN }))).toBeUndefined();
    expect(
      cache.put(www, response(www, { rcode: Rcode.NXDOMAIN, authority: [soa("other.", 60, 60)] })),
    ).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it("believes no TTL longer than a day, and no negative one longer than an hour", () => {
    cache.put(www, response(www, { answer: [a("www.example.", 0x7fff_ffff)] }));
    cache.put(aaaa, response(aaaa, { authority: [soa("example.", 0x7fff_ffff, 0x7fff_ffff)] }));
    expect(cache.get(www)?.answer(clock.now())[0]?.ttl).toBe(86_400);
    expect(cache.get(aaaa)?.authority(clock.now())[0]?.ttl).toBe(3_600);
    clock.advance(3_600_000);
    expect(cache.get(aaaa)).toBeUndefined();
    clock.advance(86_400_000 - 3_600_000);
    expect(cache.get(www)).toBeUndefined();
  });

  it("keeps a failure for five seconds (RFC 9520)", () => {
    cache.put(www, response(www, { rcode: Rcode.SERVFAIL }));
    clock.advance(4_999);
    expect(cache.get(www)?.kind).toBe("failure");
    clock.advance(1);
    expect(cache.get(www)).toBeUndefined();
  });

  it("keeps why it was a failure, and says that it is one of a moment ago (RFC 8914)", () => {
    const failed = response(www, { rcode: Rcode.SERVFAIL });
    failed.edns = new EDNS()
      .add(ExtendedError, { infoCode: 6, extraText: "bogus" })
      .add(Cookie, { client: Buffer.alloc(8) });
    cache.put(www, failed);
    const query = Message.query(www.name, www.type, { edns: new EDNS() });
    const reply = cache.get(www)?.reply(query, clock.now());
    expect(reply?.edns?.getAll(ExtendedError)).toEqual([
      { infoCode: 6, extraText: "bogus" },
      { infoCode: 13, extraText: "" },
    ]);
    expect(reply?.edns?.has(Cookie)).toBe(false);
    expect(cache.get(www)?.reply(queryFor(www), clock.now()).edns).toBeUndefined();
  });

  it("doesn't keep what was truncated, has TTL 0 or can't be read", () => {
    const truncated = response(www, { answer: [a("www.example.", 300)] });
    truncated.tc = true;
    expect(cache.put(www, truncated)).toBeUndefined();
    expect(cache.put(www, response(www, { answer: [a("www.example.", 0)] }))).toBeUndefined();
    const bytes = response(www, { answer: [a("www.example.", 300)] }).encode();
    // RDLENGTH 3, and an octet less.
    bytes.writeUInt16BE(3, bytes.length - 6);
    expect(cache.put(www, Message.decode(bytes.subarray(0, -1)))).toBeUndefined();
  });

  it("doesn't keep an answer with more records than the limit (CVE-2024-1737)", () => {
    const many = Array.from({ length: 201 }, (_, i) =>
      a("www.example.", 300, `10.0.${String(i >> 8)}.${String(i & 255)}`),
    );
    expect(cache.put(www, response(www, { answer: many }))).toBeUndefined();
    expect(cache.put(www, response(www, { answer: many.slice(1) }))).toBeDefined();
  });

  it("stays within its bytes, and lets go what was not used for the longest time", () => {
    cache = new AnswerCache(clock, { limits: { maxCacheBytes: 100_000 } });
    const first = question("n0.example.");
    for (let i = 0; i < 1_000; i++) {
      const asked = question(`n${String(i)}.example.`);
      cache.put(asked, response(asked, { answer: [a(`n${String(i)}.example.`, 300)] }));
      expect(cache.get(first)).toBeDefined();
      expect(cache.byteLength).toBeLessThanOrEqual(100_000);
    }
    expect(cache.size).toBeLessThan(100);
    expect(cache.get(question("n1.example."))).toBeUndefined();
    expect(cache.get(question("n999.example."))).toBeDefined();
  });

  it("doesn't grow with many types of one name", () => {
    cache = new AnswerCache(clock, { limits: { maxCacheBytes: 100_000 } });
    for (let type = 1; type <= 2_000; type++) {
      const asked = question("www.example.", type);
      cache.put(asked, response(asked, { authority: [soa("example.", 300, 300)] }));
    }
    expect(cache.byteLength).toBeLessThanOrEqual(100_000);
  });

  it("lets nothing less trusted take the place of what holds (RFC 2181 §5.4.1)", () => {
    cache.put(www, response(www, { answer: [a("www.example.", 60)] }), { trust: Trust.AUTHORITATIVE_ANSWER });
    const glue = response(www, { answer: [a("www.example.", 300, "198.51.100.66")] });
    expect(cache.put(www, glue, { trust: Trust.ADDITIONAL })).toBeUndefined();
    expect(cache.get(www)?.answer(clock.now()).map(String)).toEqual(["www.example. 60 IN A 192.0.2.1"]);
    clock.advance(60_000);
    expect(cache.put(www, glue, { trust: Trust.ADDITIONAL })).toBeDefined();
  });

  it("says AD only for what was found to be secure", () => {
    cache.put(www, response(www, { answer: [a("www.example.", 60)] }), { security: "secure" });
    cache.put(aaaa, response(aaaa, { authority: [soa("example.", 60, 60)] }));
    expect(cache.get(www)?.reply(queryFor(www), clock.now()).ad).toBe(true);
    expect(cache.get(aaaa)?.reply(queryFor(aaaa), clock.now()).ad).toBe(false);
  });

  it("forgets one answer, or all", () => {
    cache.put(www, response(www, { answer: [a("www.example.", 60)] }));
    cache.put(aaaa, response(aaaa, { authority: [soa("example.", 60, 60)] }));
    expect(cache.delete(www)).toBe(true);
    expect(cache.get(www)).toBeUndefined();
    cache.clear();
    expect([cache.size, cache.byteLength]).toEqual([0, 0]);
  });

  it("refuses a limit that is none", () => {
    expect(() => new AnswerCache(clock, { limits: { maxCacheBytes: 0 } })).toThrow(RangeError);
  });
});
