import { AsyncLocalStorage } from "node:async_hooks";

import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { AlreadyCalledError } from "../../src/deferred/deferred-errors.js";
import { logPublisher, type LogEvent } from "../../src/logging/log-publisher.js";
import { Clock } from "../../src/reactor/clock.js";

describe("Clock", () => {
  let stopListening: (() => void) | undefined;

  afterEach(() => {
    stopListening?.();
    stopListening = undefined;
  });

  it("stands still until it is advanced", () => {
    const clock = new Clock();
    expect(clock.now()).toBe(0);
    clock.advance(2.5);
    clock.advance(0);
    expect(clock.now()).toBe(2.5);
  });

  it("starts its wall time at a fixed instant, which can be chosen", () => {
    expect(new Date(new Clock().wallTime()).toISOString()).toBe("2000-01-01T00:00:00.000Z");
    const clock = new Clock({ startAt: 1_000 });
    clock.advance(5);
    expect(clock.wallTime()).toBe(1_005);
  });

  it("runs what is due, at its own due time", () => {
    const clock = new Clock();
    const seen: number[] = [];
    clock.callLater(10, () => seen.push(clock.now()));
    clock.callLater(5, () => seen.push(clock.now()));
    clock.callLater(11, () => seen.push(clock.now()));
    clock.advance(10);
    expect(seen).toEqual([5, 10]);
    expect(clock.nextDueAt).toBe(11);
  });

  it("runs calls of one instant in the order in which they were set", () => {
    const clock = new Clock();
    const seen: string[] = [];
    const moved = clock.callLater(1, () => seen.push("moved"));
    for (const name of ["a", "b", "c"]) clock.callLater(5, () => seen.push(name));
    moved.reset(5);
    clock.advance(5);
    expect(seen).toEqual(["a", "b", "c", "moved"]);
  });

  it("runs a call that is set by a call, within the same advance", () => {
    const clock = new Clock();
    const seen: number[] = [];
    clock.callLater(1, () => clock.callLater(1, () => seen.push(clock.now())));
    clock.advance(3);
    expect(seen).toEqual([2]);
    expect(clock.now()).toBe(3);
  });

  it("does not run a cancelled call, and takes a second cancel in silence", () => {
    const clock = new Clock();
    const call = clock.callLater(1, () => {
      throw new Error("must not run");
    });
    expect(call.active).toBe(true);
    call.cancel();
    call.cancel();
    expect(call.active).toBe(false);
    expect(clock.calls).toHaveLength(0);
    clock.advance(2);
  });

  it("refuses to reset a call that has run", () => {
    const clock = new Clock();
    const call = clock.callLater(1, () => undefined);
    clock.advance(1);
    expect(call.active).toBe(false);
    expect(() => {
      call.reset(1);
    }).toThrow(AlreadyCalledError);
  });

  it.each([-1, Number.NaN])("refuses a delay of %p", (delay) => {
    const clock = new Clock();
    expect(() => clock.callLater(delay, () => undefined)).toThrow(RangeError);
    expect(() => {
      clock.advance(delay);
    }).toThrow(RangeError);
  });

  it("refuses to be advanced by one of its own calls, and logs that", () => {
    const events: LogEvent[] = [];
    stopListening = logPublisher.addObserver((event) => events.push(event));
    const clock = new Clock();
    clock.callLater(1, () => {
      clock.advance(1);
    });
    clock.advance(1);
    expect(events.map((event) => event.error)).toEqual([expect.any(TypeError)]);
  });

  it("logs an exception of a call and runs the others", () => {
    const events: LogEvent[] = [];
    stopListening = logPublisher.addObserver((event) => events.push(event));
    const clock = new Clock();
    const error = new Error("no");
    let ran = false;
    clock.callLater(1, () => {
      throw error;
    });
    clock.callLater(1, () => {
      ran = true;
    });
    clock.advance(1);
    expect(ran).toBe(true);
    expect(events).toEqual([expect.objectContaining({ level: "error", error })]);
  });

  it("finds out when calls go round in a circle without time passing", () => {
    const clock = new Clock();
    const again = (): void => {
      clock.callLater(0, again);
    };
    again();
    expect(() => {
      clock.advance(1);
    }).toThrow(/in a circle/);
  });

  it("pumps in steps", () => {
    const clock = new Clock();
    clock.pump([1, 2, 3]);
    expect(clock.now()).toBe(6);
  });

  it("keeps the context in which a call was set", () => {
    const storage = new AsyncLocalStorage<string>();
    const clock = new Clock();
    const seen: (string | undefined)[] = [];
    storage.run("request 1", () => clock.callLater(1, () => seen.push(storage.getStore())));
    storage.run("somebody else", () => {
      clock.advance(1);
    });
    expect(seen).toEqual(["request 1"]);
  });

  it("lets promises come to rest between two calls when advanced asynchronously", async () => {
    const clock = new Clock();
    const seen: string[] = [];
    const slow = async (): Promise<void> => {
      for (let round = 0; round < 20; round += 1) {
        await new Promise<void>((resolve) => {
          process.nextTick(resolve);
        });
      }
      seen.push(`settled at ${String(clock.now())}`);
    };
    clock.callLater(1, () => void slow());
    clock.callLater(2, () => seen.push("second"));
    await clock.advanceAsync(2);
    expect(seen).toEqual(["settled at 1", "second"]);
  });

  it("runs a timer that a promise sets while it is advanced asynchronously", async () => {
    const clock = new Clock();
    let done = false;
    const sleep = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        clock.callLater(ms, resolve);
      });
    void (async () => {
      await sleep(10);
      await sleep(10);
      done = true;
    })();
    await clock.advanceAsync(20);
    expect(done).toBe(true);
  });

  it("gives the calls of any plan in the order of time, whatever is cancelled and reset", () => {
    const step = fc.record({ delay: fc.nat(50), cancel: fc.boolean(), reset: fc.option(fc.nat(50)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const clock = new Clock();
        const seen: number[] = [];
        const calls = steps.map(({ delay }) => clock.callLater(delay, () => seen.push(clock.now())));
        steps.forEach(({ cancel, reset }, index) => {
          if (cancel) calls[index]?.cancel();
          else if (reset !== null) calls[index]?.reset(reset);
        });
        const expected = calls.filter((call) => call.active).map((call) => call.dueAt);
        clock.advance(100);
        expect(seen).toEqual(expected.toSorted((a, b) => a - b));
      }),
    );
  });

  it("holds 100,000 calls without growing slow", () => {
    const clock = new Clock();
    let ran = 0;
    const begin = process.hrtime.bigint();
    const calls = Array.from({ length: 100_000 }, (_, index) =>
      clock.callLater((index * 7919) % 10_007, () => (ran += 1)),
    );
    for (let index = 0; index < calls.length; index += 2) calls[index]?.cancel();
    clock.advance(10_007);
    const elapsedMs = Number(process.hrtime.bigint() - begin) / 1e6;
    expect(ran).toBe(50_000);
    expect(elapsedMs).toBeLessThan(5_000);
  });
});
