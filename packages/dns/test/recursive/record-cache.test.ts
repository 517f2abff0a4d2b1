import { beforeEach, describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { Trust } from "../../src/cache/trust.js";
import { A } from "../../src/records/a.js";
import { MX } from "../../src/records/mx.js";
import { RecordCache } from "../../src/recursive/record-cache.js";
import { DEFAULT_RESOLVER_LIMITS, type ResolverLimits, resolverLimits } from "../../src/recursive/resolver-limits.js";
import { Name } from "../../src/wire/name.js";
import { RRSet } from "../../src/zone/rrset.js";
import { a, cname, soa } from "../cache/records.js";

let clock: Clock;
let cache: RecordCache;

function open(limits?: Partial<ResolverLimits>): void {
  clock = new Clock();
  cache = new RecordCache(clock, resolverLimits(limits));
}

const www = Name.fromText("www.example.");
const set = (ttl: number, address?: string): RRSet => new RRSet([a("www.example.", ttl, address)]);
const denial = (ttl: number) => ({ soa: new RRSet([soa("example.", ttl, ttl)]), proofs: [], ttl });
const known = (type = A.code, name = www): string[] => cache.records(type, name)?.records.map(String) ?? [];

describe("RecordCache", () => {
  beforeEach(() => {
    open();
  });

  it("gives a set with the time that is left, and nothing when it is over", () => {
    cache.put(set(100), Trust.AUTHORITATIVE_ANSWER);
    clock.advance(40_500);
    expect(known()).toEqual(["www.example. 60 IN A 192.0.2.1"]);
    clock.advance(59_500);
    expect([known(), cache.size]).toEqual([[], 0]);
  });

  it("doesn't put what is less to be trusted in the place of what is more, as long as that holds (RFC 2181)", () => {
    cache.put(set(100), Trust.AUTHORITATIVE_ANSWER);
    cache.put(set(900, "203.0.113.66"), Trust.ANSWER);
    expect(known()[0]).toContain("192.0.2.1");
    clock.advance(100_000);
    cache.put(set(900, "203.0.113.66"), Trust.ANSWER);
    expect(known()[0]).toContain("203.0.113.66");
    cache.put(set(50), Trust.AUTHORITATIVE_ANSWER);
    expect(known()).toEqual(["www.example. 50 IN A 192.0.2.1"]);
  });

  it("knows that a name has nothing of a type, or doesn't exist, and nothing below it (RFC 8020)", () => {
    cache.putDenial(www, MX.code, denial(60), Trust.AUTHORITATIVE_ANSWER);
    expect(cache.lookUp(www, MX.code)?.kind).toBe("nodata");
    expect(cache.lookUp(www, A.code)).toBeUndefined();
    cache.putDenial(www, undefined, denial(60), Trust.AUTHORITATIVE_ANSWER);
    expect(cache.lookUp(Name.fromText("a.b.www.example."), A.code)).toMatchObject({
      kind: "nxdomain",
      denial: { ttl: 60 },
    });
    clock.advance(60_000);
    expect(cache.lookUp(www, A.code)).toBeUndefined();
  });

  it("answers with an alias where it has one for the name, but not who asks for the alias itself", () => {
    cache.put(new RRSet([cname("www.example.", 100, "host.example.")]), Trust.AUTHORITATIVE_ANSWER);
    expect(cache.lookUp(www, A.code)).toMatchObject({ kind: "alias", name: Name.fromText("host.example.") });
    expect(cache.lookUp(www, 5)?.kind).toBe("records");
  });

  it("takes no TTL for longer than a day, none for longer than its limit, and keeps nothing with TTL 0", () => {
    cache.put(set(1_000_000), Trust.AUTHORITATIVE_ANSWER);
    expect(known()).toEqual(["www.example. 86400 IN A 192.0.2.1"]);
    open({ maxTTL: 10, maxNegativeTTL: 5 });
    cache.put(set(100), Trust.AUTHORITATIVE_ANSWER);
    expect(known()).toEqual(["www.example. 10 IN A 192.0.2.1"]);
    cache.putDenial(www, MX.code, denial(60), Trust.AUTHORITATIVE_ANSWER);
    clock.advance(5_000);
    expect(cache.lookUp(www, MX.code)).toBeUndefined();
    open();
    cache.put(set(0), Trust.AUTHORITATIVE_ANSWER);
    expect(cache.size).toBe(0);
  });

  it("takes no more memory than it may, and lets go what was used longest ago", () => {
    open({ maxCacheBytes: 10_000 });
    for (let i = 0; i < 100; i++) {
      cache.put(new RRSet([a(`n${String(i)}.example.`, 100)]), Trust.AUTHORITATIVE_ANSWER);
      expect(known(A.code, Name.fromText("n0.example."))).toHaveLength(1);
    }
    expect(cache.byteLength).toBeLessThanOrEqual(10_000);
    expect([cache.size > 5, cache.size < 30]).toEqual([true, true]);
    expect(known(A.code, Name.fromText("n1.example."))).toEqual([]);
  });

  it("forgets what it is told to", () => {
    cache.put(set(100), Trust.AUTHORITATIVE_ANSWER);
    cache.forget(Name.fromText("WWW.EXAMPLE."), A.code);
    expect(known()).toEqual([]);
    cache.put(set(100), Trust.AUTHORITATIVE_ANSWER);
    cache.clear();
    expect([cache.size, cache.byteLength]).toEqual([0, 0]);
  });

  it("has limits by default", () => {
    expect(DEFAULT_RESOLVER_LIMITS.maxCacheBytes).toBe(33_554_432);
    expect(() => resolverLimits({ maxCacheBytes: 0 })).toThrow(RangeError);
  });
});
