import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { FailureCache } from "../../src/recursive/failure-cache.js";
import { question } from "../cache/records.js";

const www = question("www.example.");

/** For how long, in seconds, a failure is remembered from now on. */
function secondsOf(cache: FailureCache, clock: Clock): number {
  let seconds = 0;
  for (; cache.has(www); seconds++) clock.advance(1_000);
  return seconds;
}

describe("FailureCache", () => {
  it("remembers a failure for five seconds, and longer each time, up to five minutes (RFC 9520)", () => {
    const clock = new Clock();
    const cache = new FailureCache(clock);
    const seconds = Array.from({ length: 8 }, () => {
      cache.add(www);
      return secondsOf(cache, clock);
    });
    expect(seconds).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
  });

  it("begins again where nothing failed for a while, or it has gone well meanwhile", () => {
    const clock = new Clock();
    const cache = new FailureCache(clock);
    cache.add(www);
    secondsOf(cache, clock);
    clock.advance(300_000);
    cache.add(www);
    expect(secondsOf(cache, clock)).toBe(5);
    cache.add(www);
    cache.delete(www);
    expect(cache.has(www)).toBe(false);
    cache.add(www);
    expect(secondsOf(cache, clock)).toBe(5);
  });

  it("tells types apart, and holds ten thousand at the most", () => {
    const cache = new FailureCache(new Clock());
    cache.add(www);
    expect(cache.has(question("www.example.", 28))).toBe(false);
    for (let i = 0; i < 10_000; i++) cache.add(question(`n${String(i)}.example.`));
    expect([cache.has(www), cache.has(question("n0.example."))]).toEqual([false, true]);
  });
});
