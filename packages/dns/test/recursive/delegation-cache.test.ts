import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import type { Delegation } from "../../src/recursive/delegation.js";
import { DelegationCache } from "../../src/recursive/delegation-cache.js";
import { Name } from "../../src/wire/name.js";

const delegation = (zone: string, ttl = 100): Delegation => ({
  zone: Name.fromText(zone),
  servers: [{ name: Name.fromText(`ns.${zone}`), addresses: ["192.0.2.1"] }],
  ttl,
});

const closest = (cache: DelegationCache, name: string): string | undefined =>
  cache.closest(Name.fromText(name))?.zone.toString();

describe("DelegationCache", () => {
  it("gives the nearest zone above a name, whatever the case of its letters", () => {
    const cache = new DelegationCache(new Clock(), { maxDelegationBytes: 100_000, maxTTL: 1_000 });
    for (const zone of ["com.", "example.com."]) cache.put(delegation(zone));
    expect(["a.b.EXAMPLE.com.", "example.com.", "badexample.com.", "net."].map((name) => closest(cache, name))).toEqual(
      ["example.com.", "example.com.", "com.", undefined],
    );
  });

  it("forgets them when their time is over, which is no longer than the limit", () => {
    const clock = new Clock();
    const cache = new DelegationCache(clock, { maxDelegationBytes: 100_000, maxTTL: 50 });
    cache.put(delegation("com.", 1_000));
    cache.put(delegation("example.com.", 10));
    clock.advance(10_000);
    expect(closest(cache, "example.com.")).toBe("com.");
    clock.advance(40_000);
    expect([closest(cache, "example.com."), cache.size]).toEqual([undefined, 0]);
  });

  it("lets none outlive the one that has led to it (CVE-2022-30698)", () => {
    const clock = new Clock();
    const cache = new DelegationCache(clock, { maxDelegationBytes: 100_000, maxTTL: 1_000 });
    const above = cache.put(delegation("evil.com.", 100));
    clock.advance(90_000);
    const below = cache.put(delegation("a.evil.com.", 1_000), above);
    clock.advance(9_000);
    expect(closest(cache, "a.evil.com.")).toBe("a.evil.com.");
    clock.advance(1_000);
    expect(closest(cache, "a.evil.com.")).toBeUndefined();
    // Also where it came from one whose time was over meanwhile.
    cache.put(delegation("b.a.evil.com.", 1_000), below);
    expect(closest(cache, "b.a.evil.com.")).toBeUndefined();
  });

  it("takes no more memory than it may", () => {
    const cache = new DelegationCache(new Clock(), { maxDelegationBytes: 7_000, maxTTL: 50 });
    for (let i = 0; i < 100; i++) cache.put(delegation(`z${String(i)}.`));
    expect([cache.size, closest(cache, "z99.")]).toEqual([10, "z99."]);
    cache.clear();
    expect(cache.size).toBe(0);
  });
});
