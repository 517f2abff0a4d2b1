import { describe, expect, it } from "@jest/globals";
import { Rcode } from "../../src/wire/rcode.js";
import { type ClientWorld, clientWorlds } from "./client-world.js";
import { answerFrom, answerRcode, answerTo, askedFor, silence } from "./scripted-zone.js";

const open = clientWorlds();
const zone = {
  "www.example. A": ["www.example. 100 IN A 192.0.2.1"],
  "www.example. AAAA": [],
  "zero.example. A": ["zero.example. 0 IN A 192.0.2.1"],
};
const changed = { "www.example. A": ["www.example. 100 IN A 192.0.2.2"] };

/** The address and the TTL that a look-up gives now. */
async function found(here: ClientWorld, name = "www.example"): Promise<string[]> {
  const { records } = await here.settle(here.resolver.lookup(name, "A"));
  return records.map(({ data, ttl }) => `${data.address} ${String(ttl)}`);
}

describe("StubResolver's cache", () => {
  it("asks once, and gives the TTLs that are left until they are over", async () => {
    const here = await open(answerFrom(zone));
    expect(await found(here)).toEqual(["192.0.2.1 100"]);
    await here.network.run(40_000);
    expect(await found(here)).toEqual(["192.0.2.1 60"]);
    expect(here.server.asked).toHaveLength(1);
    await here.network.run(60_000);
    expect(await found(here)).toEqual(["192.0.2.1 100"]);
    expect(here.server.asked).toHaveLength(2);
  });

  it("asks once for all who ask the same at one time, in whatever case", async () => {
    const here = await open(answerFrom(zone));
    const all = ["www.example", "WWW.example", "www.Example."].map((name) => here.resolver.lookup(name, "A"));
    const results = await here.settle(Promise.all(all));
    expect(results.map(({ name }) => name.toString())).toEqual(["www.example.", "WWW.example.", "www.Example."]);
    expect(here.server.asked).toHaveLength(1);
  });

  it("remembers that a name doesn't exist, for all types, as long as the SOA record says", async () => {
    const here = await open(answerFrom(zone));
    for (const type of ["A", "AAAA", "MX"] as const) {
      await expect(here.settle(here.resolver.lookup("gone.example", type))).rejects.toMatchObject({ code: "NXDOMAIN" });
    }
    expect(here.server.asked).toHaveLength(1);
    await here.network.run(300_000);
    await expect(here.settle(here.resolver.lookup("gone.example", "A"))).rejects.toMatchObject({ code: "NXDOMAIN" });
    expect(here.server.asked).toHaveLength(2);
  });

  it("remembers that there are no such records, for this type", async () => {
    const here = await open(answerFrom(zone));
    for (let i = 0; i < 3; i++) {
      await expect(here.settle(here.resolver.lookup("www.example", "AAAA"))).rejects.toMatchObject({ code: "NODATA" });
    }
    await found(here);
    expect(askedFor(here.server.asked)).toEqual(["www.example. AAAA", "www.example. A"]);
  });

  it("remembers for five seconds that nothing could be found out (RFC 9520)", async () => {
    const here = await open(answerRcode(Rcode.SERVFAIL));
    for (let i = 0; i < 3; i++) {
      await expect(here.settle(here.resolver.lookup("www.example", "A"))).rejects.toMatchObject({ code: "SERVFAIL" });
    }
    expect(here.server.asked).toHaveLength(1);
    await here.network.run(5_000);
    here.server.answerWith(answerFrom(zone));
    expect(await found(here)).toHaveLength(1);
  });

  it("doesn't keep what has TTL 0", async () => {
    const here = await open(answerFrom(zone));
    await found(here, "zero.example");
    await found(here, "zero.example");
    expect(here.server.asked).toHaveLength(2);
    expect(here.resolver.cache.size).toBe(0);
  });

  it("fetches anew in the last tenth of its time what is asked for, while the caller has the old answer at once", async () => {
    const here = await open(answerFrom(zone));
    await found(here);
    await here.network.run(91_000);
    here.server.answerWith(answerFrom(changed));
    const asked = here.resolver.lookup("www.example", "A");
    expect((await asked).records.map(({ data }) => data.address)).toEqual(["192.0.2.1"]);
    await here.network.run();
    expect(await found(here)).toEqual(["192.0.2.2 100"]);
    expect(here.server.asked).toHaveLength(2);
  });

  it("doesn't where it is told not to", async () => {
    const here = await open(answerFrom(zone), { prefetch: false });
    await found(here);
    await here.network.run(99_000);
    await found(here);
    expect(here.server.asked).toHaveLength(1);
  });

  it("gives stale answers while no server answers (RFC 8767), after waiting 1.8 seconds for a new one", async () => {
    const here = await open(answerFrom(zone), { keepStaleMs: 3_600_000, attemptTimeoutMs: 5_000 });
    await found(here);
    await here.network.run(200_000);
    here.server.answerWith(silence);
    const before = here.network.now();
    let after = 0;
    const stale = here.resolver.lookup("www.example", "A").addCallback((result) => {
      after = here.network.now();
      return result;
    });
    expect((await here.settle(stale)).records.map(({ data, ttl }) => [data.address, ttl])).toEqual([["192.0.2.1", 30]]);
    expect(after - before).toBe(1_800);
    // Now that nobody answered, it isn't tried again for a while.
    const { length } = here.server.asked;
    expect(await found(here)).toEqual(["192.0.2.1 30"]);
    expect(here.server.asked).toHaveLength(length);
    here.server.answerWith(answerFrom(changed));
    await here.network.run(30_000);
    expect(await found(here)).toEqual(["192.0.2.2 100"]);
  });

  it("gives no stale answers unless it is told to", async () => {
    const here = await open(answerFrom(zone), { attempts: 1 });
    await found(here);
    await here.network.run(100_000);
    here.server.answerWith(silence);
    await expect(found(here)).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it("stays within its bytes, however many names are asked for", async () => {
    const maxCacheBytes = 50_000;
    const here = await open(
      (asked) => {
        const [name] = askedFor([asked])[0]?.split(" ") ?? [];
        const texts = Array.from({ length: 4 }, (_, i) => `${name ?? ""} 600 IN A 192.0.2.${String(i)}`);
        asked.send(answerTo(asked.message, { [`${name ?? ""} A`]: texts }));
      },
      { cache: { maxCacheBytes } },
    );
    const all = Array.from({ length: 200 }, (_, i) => here.resolver.lookup(`n${String(i)}.example`, "A"));
    await here.settle(Promise.all(all));
    expect(here.resolver.cache.byteLength).toBeLessThanOrEqual(maxCacheBytes);
    expect(here.resolver.cache.size).toBeGreaterThan(5);
    expect(here.resolver.cache.size).toBeLessThan(50);
    // What came last is still there.
    await found(here, "n199.example");
    expect(here.server.asked).toHaveLength(200);
  });

  it("keeps nothing without a cache, but still asks once for all who ask at one time", async () => {
    const here = await open(answerFrom(zone), { cache: false });
    await here.settle(
      Promise.all([here.resolver.lookup("www.example", "A"), here.resolver.lookup("www.example", "A")]),
    );
    expect(here.server.asked).toHaveLength(1);
    await found(here);
    expect(here.server.asked).toHaveLength(2);
    expect(here.resolver.cache.size).toBe(0);
  });

  it("forgets what it is told to forget", async () => {
    const here = await open(answerFrom(zone));
    await found(here);
    here.resolver.cache.clear();
    await found(here);
    expect(here.server.asked).toHaveLength(2);
  });
});

describe("StubResolver's servers", () => {
  const www = answerFrom(zone);

  it("are asked in turn where they don't answer, the first that answers from then on", async () => {
    const here = await open([silence, www], { attemptTimeoutMs: 1_000, cache: false });
    await found(here);
    expect(here.network.now()).toBeGreaterThanOrEqual(1_000);
    await found(here);
    expect(here.servers.map(({ asked }) => asked.length)).toEqual([1, 2]);
  });

  it("are asked one after another where it rotates", async () => {
    const here = await open([www, www], { rotate: true, cache: false });
    for (let i = 0; i < 4; i++) await found(here);
    expect(here.servers.map(({ asked }) => asked.length)).toEqual([2, 2]);
  });

  it("are asked by TCP where the answer is truncated, on one connection", async () => {
    const here = await open(
      (asked) => {
        const response = answerTo(asked.message, zone);
        if (asked.from !== undefined) {
          response.tc = true;
          response.answer = [];
        }
        asked.send(response);
      },
      { cache: false },
    );
    const both = Promise.all([here.resolver.lookup("www.example", "A"), here.resolver.lookup("www.example.", "A")]);
    await here.settle(both);
    expect(await found(here)).toEqual(["192.0.2.1 100"]);
    expect(here.server.datagrams.length).toBe(here.server.streamed.length);
    // The second came after the first connection had been idle for too long.
    expect(here.server.connections).toBe(2);
  });
});
