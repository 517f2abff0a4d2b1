import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { ConnectionTimer } from "../../src/server/connection-timer.js";
import { ConnectionTimers } from "../../src/server/connection-timers.js";

const COUNT = 1_000;

/** Timers, each waiting a millisecond longer than the one before, and what was heard of them. */
function many(clock: Clock): { timers: ConnectionTimer[]; heard: { which: number; at: number }[] } {
  const shared = new ConnectionTimers(clock);
  const heard: { which: number; at: number }[] = [];
  const timers = Array.from({ length: COUNT }, (_, which) => {
    return new ConnectionTimer(shared, { timedOut: () => heard.push({ which, at: clock.now() }) });
  });
  timers.forEach((timer, which) => {
    timer.await("keep-alive", which + 1);
  });
  return { timers, heard };
}

describe("ConnectionTimers", () => {
  it("waits for all with one call of the clock", () => {
    const clock = new Clock();
    many(clock);
    expect(clock.calls).toHaveLength(1);
  });

  it("tells each once, not early, and little late", () => {
    const clock = new Clock();
    const { heard } = many(clock);
    clock.advance(COUNT * 2);
    expect(new Set(heard.map(({ which }) => which)).size).toBe(COUNT);
    expect(heard).toHaveLength(COUNT);
    for (const { which, at } of heard) {
      expect(at).toBeGreaterThanOrEqual(which + 1);
      expect(at).toBeLessThanOrEqual(which + 1 + COUNT * 0.02 + 1);
    }
  });

  it("leaves out none when some are stopped, or begin to wait, while others are told", () => {
    const clock = new Clock();
    const shared = new ConnectionTimers(clock);
    const heard: string[] = [];
    const timers: Record<string, ConnectionTimer> = {};
    for (const name of ["a", "b", "c", "d", "e"]) {
      timers[name] = new ConnectionTimer(shared, {
        timedOut: () => {
          heard.push(name);
          timers["e"]?.stop();
          if (name === "c" && !heard.slice(0, -1).includes("c")) timers["c"]?.await("write", 5);
          if (name === "c") timers["a"]?.stop();
        },
      });
      timers[name].await("body", name === "b" || name === "e" ? 20 : 10);
    }
    clock.advance(10);
    expect(heard).toEqual(["d", "c"]);
    clock.advance(100);
    expect(heard).toEqual(["d", "c", "c", "b"]);
  });

  it("leaves no call behind when the last is stopped", () => {
    const clock = new Clock();
    const { timers } = many(clock);
    for (const timer of timers) timer.stop();
    expect(clock.calls).toEqual([]);
    timers[0]?.await("write", 10);
    expect(clock.calls).toHaveLength(1);
  });
});
