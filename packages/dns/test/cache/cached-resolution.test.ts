import { beforeEach, describe, expect, it } from "@jest/globals";
import { Deferred } from "@twist/core";
import { Clock } from "@twist/core/testing";
import { AnswerCache } from "../../src/cache/answer-cache.js";
import { CachedResolution } from "../../src/cache/cached-resolution.js";
import { DNSExchangeError } from "../../src/exchange/dns-exchange-error.js";
import { A } from "../../src/records/a.js";
import { TXT } from "../../src/records/txt.js";
import { EDNS } from "../../src/wire/edns/edns.js";
import { ExtendedError, ExtendedErrorCode } from "../../src/wire/edns/extended-error.js";
import type { Message } from "../../src/wire/message.js";
import { Rcode } from "../../src/wire/rcode.js";
import type { RecordType } from "../../src/wire/record-type.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { a, queryFor, question, response } from "./records.js";

const www = question("www.example.");

let clock: Clock;
let cache: AnswerCache;
let resolution: CachedResolution;
/** What was fetched, to be answered by the test. */
let fetched: Deferred<Message>[];
let cancelled: number;

function open(keepStaleMs: number): void {
  clock = new Clock();
  cache = new AnswerCache(clock, { keepStaleMs });
  resolution = new CachedResolution({ cache, clock });
  fetched = [];
  cancelled = 0;
}

function ask(): Deferred<Message> {
  return resolution.resolve(queryFor(www), www, () => {
    const fetching = new Deferred<Message>(() => {
      cancelled += 1;
    });
    fetched.push(fetching);
    return fetching;
  });
}

const answer = (address = "192.0.2.1", ttl = 100): Message =>
  response(www, { answer: [a("www.example.", ttl, address)] });

const texts = async (asked: Deferred<Message>): Promise<string[]> => (await asked).answer.map(String);

describe("CachedResolution", () => {
  beforeEach(() => {
    open(0);
  });

  it("fetches equal questions that are asked at one time once, and answers each with its own id", async () => {
    const first = resolution.resolve(queryFor(www), www, () => {
      const fetching = new Deferred<Message>();
      fetched.push(fetching);
      return fetching;
    });
    const query = queryFor(question("WWW.example."));
    query.id = 5;
    const second = resolution.resolve(query, question("WWW.example."), () => {
      throw new Error("fetched twice");
    });
    fetched[0]?.callback(answer());
    expect((await first).id).toBe(99);
    expect((await second).id).toBe(5);
    expect((await second).question[0]?.name.toString()).toBe("WWW.example.");
  });

  it("answers from the cache what was fetched before", async () => {
    const first = ask();
    fetched[0]?.callback(answer());
    await first;
    clock.advance(10_000);
    expect(await texts(ask())).toEqual(["www.example. 90 IN A 192.0.2.1"]);
    expect(fetched).toHaveLength(1);
  });

  it("takes an answer that is there at once", async () => {
    const asked = resolution.resolve(queryFor(www), www, () => Deferred.fromPromise(Promise.resolve(answer())));
    expect(await texts(asked)).toHaveLength(1);
    expect(resolution.fetches).toBe(0);
  });

  it("stops fetching when the last who waits has gone, not before", async () => {
    const first = ask();
    const second = ask();
    first.cancel();
    await expect(first).rejects.toMatchObject({ code: "CANCELLED" });
    expect(cancelled).toBe(0);
    second.cancel();
    await expect(second).rejects.toMatchObject({ code: "CANCELLED" });
    expect(cancelled).toBe(1);
    expect(resolution.fetches).toBe(0);
    expect(cache.size).toBe(0);
  });

  it("fetches anew, ahead of time, what is asked for in the last tenth of its time", async () => {
    const first = ask();
    fetched[0]?.callback(answer());
    await first;
    clock.advance(89_000);
    await ask();
    expect(fetched).toHaveLength(1);
    clock.advance(2_000);
    expect(await texts(ask())).toEqual(["www.example. 9 IN A 192.0.2.1"]);
    await ask();
    expect(fetched).toHaveLength(2);
    fetched[1]?.callback(answer("192.0.2.2"));
    expect(await texts(ask())).toEqual(["www.example. 100 IN A 192.0.2.2"]);
  });

  it("remembers that nothing could be fetched, and doesn't try again for a while (RFC 9520)", async () => {
    const first = ask();
    fetched[0]?.errback(new DNSExchangeError("TIMEOUT", "too slow"));
    await expect(first).rejects.toMatchObject({ code: "TIMEOUT" });
    await expect(ask()).rejects.toMatchObject({ code: "TIMEOUT" });
    expect(fetched).toHaveLength(1);
    clock.advance(5_000);
    const again = ask();
    expect(fetched).toHaveLength(2);
    fetched[1]?.callback(answer());
    expect(await texts(again)).toHaveLength(1);
  });

  it("doesn't remember a failure that is our own", async () => {
    const first = ask();
    fetched[0]?.errback(new DNSExchangeError("TOO_MANY_QUERIES", "busy"));
    await expect(first).rejects.toMatchObject({ code: "TOO_MANY_QUERIES" });
    expect(cache.size).toBe(0);
  });

  it("doesn't remember a server's refusal of the moment either (RFC 8914, Not Ready)", async () => {
    const refusal = response(www, { rcode: Rcode.SERVFAIL });
    refusal.edns = new EDNS();
    refusal.edns.add(ExtendedError, { infoCode: ExtendedErrorCode.NOT_READY, extraText: "busy" });
    const first = ask();
    fetched[0]?.callback(refusal);
    expect((await first).rcode).toBe(Rcode.SERVFAIL);
    expect(cache.size).toBe(0);
    // One that has another reason is remembered.
    const second = ask();
    const failure = response(www, { rcode: Rcode.SERVFAIL });
    failure.edns = new EDNS();
    failure.edns.addOption({ code: ExtendedError.code, data: Buffer.from([0]) });
    failure.edns.add(ExtendedError, { infoCode: ExtendedErrorCode.NO_REACHABLE_AUTHORITY, extraText: "" });
    fetched[1]?.callback(failure);
    await second;
    expect(cache.size).toBe(1);
  });

  it("tries again every half minute, not for each who asks, where fetching ahead of time fails", async () => {
    const first = ask();
    fetched[0]?.callback(response(www, { answer: [a("www.example.", 1_000)] }));
    await first;
    clock.advance(901_000);
    await ask();
    fetched[1]?.callback(response(www, { rcode: Rcode.SERVFAIL }));
    for (let i = 0; i < 3; i++) expect((await ask()).rcode).toBe(Rcode.NOERROR);
    expect(fetched).toHaveLength(2);
    clock.advance(30_000);
    await ask();
    expect(fetched).toHaveLength(3);
  });

  it("gives an RCODE over 15 as SERVFAIL to who has no EDNS, at once and from the cache", async () => {
    const first = ask();
    const bad = response(www, { rcode: Rcode.BADCOOKIE });
    bad.edns = new EDNS();
    fetched[0]?.callback(bad);
    expect((await first).rcode).toBe(Rcode.SERVFAIL);
    expect((await ask()).rcode).toBe(Rcode.SERVFAIL);
    expect(fetched).toHaveLength(1);
  });

  it("gives an answer that is too large to keep to all who wait for it, and keeps none of it", async () => {
    const answers = [ask(), ask()];
    // No message holds it: it is put together of several.
    const data = { txtData: [Buffer.alloc(255, 0x61), Buffer.alloc(255, 0x62)] };
    const text = new ResourceRecord({ name: "www.example.", type: TXT, ttl: 100, data });
    fetched[0]?.callback(response(www, { answer: [...Array<ResourceRecord>(199).fill(text), a("www.example.", 100)] }));
    for (const one of answers) expect((await one).answer).toHaveLength(200);
    expect(cache.size).toBe(0);
  });

  it("fails for all who wait where an answer can't be written", async () => {
    const answers = [ask(), ask()];
    const broken: RecordType = {
      ...A,
      code: 65_280,
      write: () => {
        throw new RangeError("it can't be written");
      },
    };
    const record = new ResourceRecord({ name: "www.example.", type: broken, ttl: 100, data: {} });
    fetched[0]?.callback(response(www, { answer: [record, a("www.example.", 100)] }));
    for (const one of answers) await expect(one).rejects.toThrow(RangeError);
    expect(resolution.fetches).toBe(0);
  });

  it("fails where the fetch throws", async () => {
    const asked = resolution.resolve(queryFor(www), www, () => {
      throw new TypeError("broken");
    });
    await expect(asked).rejects.toThrow("broken");
    expect(resolution.fetches).toBe(0);
  });
});

describe("CachedResolution with stale data (RFC 8767)", () => {
  beforeEach(async () => {
    open(3_600_000);
    const first = ask();
    fetched[0]?.callback(answer());
    await first;
    clock.advance(100_000);
  });

  it("gives the new answer where it comes in time", async () => {
    const asked = ask();
    clock.advance(1_000);
    fetched[1]?.callback(answer("192.0.2.2"));
    expect(await texts(asked)).toEqual(["www.example. 100 IN A 192.0.2.2"]);
    expect(clock.calls).toHaveLength(0);
  });

  it("gives stale data with a TTL of 30 after 1.8 seconds, and the new answer to who asks after it has come", async () => {
    const asked = ask();
    clock.advance(1_799);
    expect(asked.called).toBe(false);
    clock.advance(1);
    expect(await texts(asked)).toEqual(["www.example. 30 IN A 192.0.2.1"]);
    expect(cancelled).toBe(0);
    fetched[1]?.callback(answer("192.0.2.2"));
    expect(await texts(ask())).toEqual(["www.example. 100 IN A 192.0.2.2"]);
  });

  it.each([
    [
      "fails",
      (fetching: Deferred<Message>) => {
        fetching.errback(new DNSExchangeError("TIMEOUT", "slow"));
      },
    ],
    [
      "gives SERVFAIL",
      (fetching: Deferred<Message>) => {
        fetching.callback(response(www, { rcode: Rcode.SERVFAIL }));
      },
    ],
  ])("gives stale data at once where the fetch %s, and doesn't try again for 30 seconds", async (_, land) => {
    const asked = ask();
    const [, fetching] = fetched;
    if (fetching !== undefined) land(fetching);
    expect(await texts(asked)).toEqual(["www.example. 30 IN A 192.0.2.1"]);
    clock.advance(29_999);
    expect(await texts(ask())).toEqual(["www.example. 30 IN A 192.0.2.1"]);
    expect(fetched).toHaveLength(2);
    clock.advance(1);
    ask().addErrback(() => undefined);
    expect(fetched).toHaveLength(3);
  });

  it("lets a name go that doesn't exist any more", async () => {
    const asked = ask();
    fetched[1]?.callback(response(www, { rcode: Rcode.NXDOMAIN }));
    expect((await asked).rcode).toBe(Rcode.NXDOMAIN);
    expect(cache.size).toBe(0);
  });

  it("stops the fetch and the timer where the caller goes", async () => {
    const asked = ask();
    asked.cancel();
    await expect(asked).rejects.toMatchObject({ code: "CANCELLED" });
    expect(cancelled).toBe(1);
    expect(clock.calls).toHaveLength(0);
  });

  it("gives nothing that is too old", () => {
    clock.advance(3_600_000);
    ask().addErrback(() => undefined);
    clock.advance(2_000);
    expect(cache.size).toBe(0);
    expect(fetched).toHaveLength(2);
  });
});
