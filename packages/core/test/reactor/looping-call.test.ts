import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { CancelledError } from "../../src/deferred/deferred-errors.js";
import { Clock } from "../../src/reactor/clock.js";
import { LoopingCall } from "../../src/reactor/looping-call.js";

describe("LoopingCall", () => {
  function recorded(): { clock: Clock; times: number[]; counts: number[]; loop: LoopingCall } {
    const clock = new Clock();
    const times: number[] = [];
    const counts: number[] = [];
    const loop = new LoopingCall(clock, (count) => {
      times.push(clock.now());
      counts.push(count);
    });
    return { clock, times, counts, loop };
  }

  it("calls at once and then at each multiple of the interval", () => {
    const { clock, times, counts, loop } = recorded();
    void loop.start(100);
    clock.advance(250);
    expect(times).toEqual([0, 100, 200]);
    expect(counts).toEqual([1, 1, 1]);
    expect(loop.running).toBe(true);
  });

  it("waits one interval first where it is told not to begin now", () => {
    const { clock, times, counts, loop } = recorded();
    void loop.start(100, { now: false });
    clock.advance(250);
    expect(times).toEqual([100, 200]);
    expect(counts).toEqual([1, 1]);
  });

  it("stops, and fires its Deferred with itself", async () => {
    const { clock, times, loop } = recorded();
    const done = loop.start(100);
    clock.advance(100);
    loop.stop();
    loop.stop();
    clock.advance(1_000);
    expect(times).toEqual([0, 100]);
    expect(clock.calls).toHaveLength(0);
    expect(await done).toBe(loop);
  });

  it("may be stopped from within the call", () => {
    const clock = new Clock();
    let calls = 0;
    const loop = new LoopingCall(clock, () => {
      calls += 1;
      if (calls === 3) loop.stop();
    });
    void loop.start(10);
    clock.advance(1_000);
    expect(calls).toBe(3);
    expect(loop.running).toBe(false);
  });

  it("ends with the exception of the call", async () => {
    const clock = new Clock();
    const loop = new LoopingCall(clock, () => {
      throw new Error("no more");
    });
    const done = loop.start(10);
    expect(loop.running).toBe(false);
    await expect(done).rejects.toThrow("no more");
    expect(clock.calls).toHaveLength(0);
  });

  it("waits for a Deferred, skips the multiples that pass meanwhile, and says how many", () => {
    const clock = new Clock();
    const seen: [number, number][] = [];
    let work = new Deferred<void>();
    const loop = new LoopingCall(clock, (count) => {
      seen.push([clock.now(), count]);
      work = new Deferred<void>();
      return work;
    });
    void loop.start(100);
    clock.advance(350);
    expect(seen).toEqual([[0, 1]]);
    work.callback(undefined);
    clock.advance(50);
    expect(seen).toEqual([
      [0, 1],
      [400, 4],
    ]);
  });

  it("ends with the error of the promise that the call returned", async () => {
    const clock = new Clock();
    const loop = new LoopingCall(clock, () => Promise.reject(new Error("rejected")));
    await expect(loop.start(100)).rejects.toThrow("rejected");
    expect(loop.running).toBe(false);
  });

  it("does not go on with an old promise after it was stopped and started again", () => {
    const clock = new Clock();
    const works: Deferred<void>[] = [];
    const loop = new LoopingCall(clock, () => {
      const work = new Deferred<void>();
      works.push(work);
      return work;
    });
    void loop.start(10);
    loop.stop();
    void loop.start(10);
    works[0]?.callback(undefined);
    clock.advance(100);
    expect(works).toHaveLength(2);
  });

  it("starts the rhythm anew when reset", () => {
    const { clock, times, loop } = recorded();
    void loop.start(100, { now: false });
    clock.advance(90);
    loop.reset();
    clock.advance(210);
    expect(times).toEqual([190, 290]);
  });

  it("stops when its Deferred is cancelled", async () => {
    const { clock, times, loop } = recorded();
    const done = loop.start(100);
    done.cancel();
    clock.advance(1_000);
    expect(times).toEqual([0]);
    expect(loop.running).toBe(false);
    await expect(done).rejects.toBeInstanceOf(CancelledError);
  });

  it("runs as often as the clock allows with an interval of 0", () => {
    const clock = new Clock();
    let calls = 0;
    const loop = new LoopingCall(clock, () => {
      calls += 1;
      if (calls === 50) loop.stop();
    });
    void loop.start(0);
    clock.advance(0);
    expect(calls).toBe(50);
  });

  it("does not drift with an interval that binary fractions cannot hold", () => {
    const { clock, times, counts, loop } = recorded();
    void loop.start(0.1);
    for (let step = 0; step < 1_000; step += 1) clock.advance(0.1);
    expect(counts.every((count) => count === 1)).toBe(true);
    expect(times.length).toBeGreaterThanOrEqual(1_000);
    expect(times.length).toBeLessThanOrEqual(1_001);
  });

  it("refuses a negative interval and a second start", () => {
    const { loop } = recorded();
    expect(() => loop.start(-1)).toThrow(RangeError);
    void loop.start(1);
    expect(() => loop.start(1)).toThrow(TypeError);
  });
});
