import { beforeEach, describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { type AwaitedStep, ConnectionTimers, type TimedConnection } from "../../src/server/connection-timers.js";

const COUNT = 1_000;

function connection(timedOut: (awaited: AwaitedStep) => void): TimedConnection {
  return { timerIndex: -1, timedOut };
}

describe("ConnectionTimers", () => {
  let clock: Clock;
  let timers: ConnectionTimers;

  beforeEach(() => {
    clock = new Clock();
    timers = new ConnectionTimers(clock);
  });

  describe("of one connection", () => {
    let timedOut: AwaitedStep[];
    let one: TimedConnection;

    beforeEach(() => {
      timedOut = [];
      one = connection((awaited) => timedOut.push(awaited));
    });

    it("tell it once what has not come", () => {
      timers.await(one, "headers", 100);
      clock.advance(99);
      expect(timedOut).toEqual([]);
      clock.advance(1_000);
      expect(timedOut).toEqual(["headers"]);
      expect(timers.awaitedOf(one)).toBeUndefined();
    });

    it("wait longer with the call that is set already", () => {
      timers.await(one, "first-byte", 100);
      clock.advance(50);
      timers.await(one, "keep-alive", 100);
      expect(clock.calls).toHaveLength(1);
      clock.advance(99);
      expect(timedOut).toEqual([]);
      clock.advance(1);
      expect(timedOut).toEqual(["keep-alive"]);
    });

    it("wait shorter when that is asked", () => {
      timers.await(one, "keep-alive", 1_000);
      timers.await(one, "headers", 10);
      clock.advance(10);
      expect(timedOut).toEqual(["headers"]);
    });

    it("rest, and can be set again", () => {
      timers.rest(one);
      timers.await(one, "body", 10);
      timers.rest(one);
      clock.advance(100);
      expect(timedOut).toEqual([]);
      timers.await(one, "body", 10);
      clock.advance(10);
      expect(timedOut).toEqual(["body"]);
    });

    it("wait for ever where the time-out is Infinity, whatever was set before", () => {
      timers.await(one, "first-byte", 10);
      timers.await(one, "keep-alive", Number.POSITIVE_INFINITY);
      clock.advance(1_000_000);
      expect(timedOut).toEqual([]);
      expect(timers.awaitedOf(one)).toBe("keep-alive");
    });

    it("leave no call behind when it is removed, and can be removed again", () => {
      timers.await(one, "write", 10);
      timers.remove(one);
      timers.remove(one);
      expect(clock.calls).toEqual([]);
      expect(timers.awaitedOf(one)).toBeUndefined();
    });
  });

  describe("of many", () => {
    let heard: { which: number; at: number }[];
    let all: TimedConnection[];

    /** Each waits a millisecond longer than the one before. */
    beforeEach(() => {
      heard = [];
      all = Array.from({ length: COUNT }, (_, which) => connection(() => heard.push({ which, at: clock.now() })));
      all.forEach((one, which) => {
        timers.await(one, "keep-alive", which + 1);
      });
    });

    it("wait with one call of the clock", () => {
      expect(clock.calls).toHaveLength(1);
    });

    it("tell each once, not early, and little late", () => {
      clock.advance(COUNT * 2);
      expect(new Set(heard.map(({ which }) => which)).size).toBe(COUNT);
      expect(heard).toHaveLength(COUNT);
      for (const { which, at } of heard) {
        expect(at).toBeGreaterThanOrEqual(which + 1);
        expect(at).toBeLessThanOrEqual(which + 1 + COUNT * 0.02 + 1);
      }
    });

    it("tell the same of those that are left, whoever was removed before", () => {
      const isRemoved = (which: number): boolean => which % 3 === 1 || which < 10;
      all.forEach((one, which) => {
        if (isRemoved(which)) timers.remove(one);
      });
      clock.advance(COUNT * 2);
      const due = [...all.keys()].filter((which) => !isRemoved(which));
      expect(heard.map(({ which }) => which).sort((a, b) => a - b)).toEqual(due);
      for (const { which, at } of heard) expect(at).toBeGreaterThanOrEqual(which + 1);
    });

    it("leave no call behind when the last is removed", () => {
      for (const one of all) timers.remove(one);
      expect(clock.calls).toEqual([]);
      const [first] = all;
      if (first !== undefined) timers.await(first, "write", 10);
      expect(clock.calls).toHaveLength(1);
    });
  });

  it("leave out none when some are removed, or begin to wait, while others are told", () => {
    const heard: string[] = [];
    const named: Record<string, TimedConnection> = {};
    const of = (name: string): TimedConnection => {
      const one = named[name];
      if (one === undefined) throw new Error(`no ${name}`);
      return one;
    };
    for (const name of ["a", "b", "c", "d", "e"]) {
      named[name] = connection(() => {
        heard.push(name);
        timers.remove(of("e"));
        if (name === "c" && !heard.slice(0, -1).includes("c")) timers.await(of("c"), "write", 5);
        if (name === "c") timers.remove(of("a"));
      });
      timers.await(of(name), "body", name === "b" || name === "e" ? 20 : 10);
    }
    clock.advance(10);
    expect(heard).toEqual(["d", "c"]);
    clock.advance(100);
    expect(heard).toEqual(["d", "c", "c", "b"]);
  });
});
