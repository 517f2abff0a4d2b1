import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { AlreadyCalledError } from "../../../src/deferred/deferred-errors.js";
import { logPublisher, type LogEvent } from "../../../src/logging/log-publisher.js";
import { NodeTimers } from "../../../src/reactor/node/node-timers.js";

describe("NodeTimers", () => {
  const timers = new NodeTimers();

  describe("with Node's timers under control", () => {
    beforeEach(() => {
      jest.useFakeTimers({ now: 1_000_000 });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    it("calls once, when it is due, and not before", () => {
      const callback = jest.fn();
      const call = timers.callLater(100, callback);
      expect(call.active).toBe(true);
      expect(call.dueAt).toBe(timers.now() + 100);
      jest.advanceTimersByTime(99);
      expect(callback).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(callback).toHaveBeenCalledTimes(1);
      expect(call.active).toBe(false);
      jest.advanceTimersByTime(1000);
      expect(callback).toHaveBeenCalledTimes(1);
    });

    it("does not call what was cancelled", () => {
      const callback = jest.fn();
      const call = timers.callLater(100, callback);
      call.cancel();
      call.cancel();
      expect(call.active).toBe(false);
      jest.advanceTimersByTime(1000);
      expect(callback).not.toHaveBeenCalled();
      expect(jest.getTimerCount()).toBe(0);
    });

    it("can be put off again and again, and brought forward, on one timer of Node's", () => {
      const callback = jest.fn();
      const call = timers.callLater(100, callback);
      for (let step = 0; step < 20; step++) {
        jest.advanceTimersByTime(50);
        call.reset(100);
        expect(jest.getTimerCount()).toBe(1);
      }
      expect(callback).not.toHaveBeenCalled();
      call.reset(10);
      jest.advanceTimersByTime(10);
      expect(callback).toHaveBeenCalledTimes(1);
      expect(() => {
        call.reset(10);
      }).toThrow(AlreadyCalledError);
    });

    it("calls those of one delay in order, also where Node's timer is early by a moment", () => {
      const called: string[] = [];
      timers.callLater(100, () => called.push("first"));
      timers.callLater(100, () => called.push("second"));
      const due = timers.now() + 100;
      const moments = [due - 0.4, due + 0.1];
      const clock = jest.spyOn(performance, "now").mockImplementation(() => moments.shift() ?? due + 1);
      jest.advanceTimersByTime(100);
      clock.mockRestore();
      expect(called).toEqual(["first", "second"]);
    });

    it("waits longer than Node's timers can (2^31 ms)", () => {
      const callback = jest.fn();
      const month = 31 * 24 * 60 * 60 * 1000;
      timers.callLater(month, callback);
      jest.advanceTimersByTime(month - 1);
      expect(callback).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(callback).toHaveBeenCalledTimes(1);
      const never = timers.callLater(Infinity, callback);
      jest.advanceTimersByTime(month);
      expect(never.active).toBe(true);
      never.cancel();
    });

    it("logs an exception, and goes on", () => {
      const events: LogEvent[] = [];
      const forget = logPublisher.addObserver((event) => events.push(event));
      const error = new Error("a bug");
      timers.callLater(1, () => {
        throw error;
      });
      const after = jest.fn();
      timers.callLater(1, after);
      jest.advanceTimersByTime(1);
      forget();
      expect(events[0]?.error).toBe(error);
      expect(after).toHaveBeenCalled();
    });

    it("gives the wall clock's time", () => {
      expect(timers.wallTime()).toBe(1_000_000);
    });
  });

  it("refuses delays that are none", () => {
    for (const bad of [-1, Number.NaN]) expect(() => timers.callLater(bad, () => undefined)).toThrow(RangeError);
    const call = timers.callLater(1000, () => undefined);
    expect(() => {
      call.reset(-1);
    }).toThrow(RangeError);
    call.cancel();
  });

  it("keeps the asynchronous context", async () => {
    const context = new AsyncLocalStorage<string>();
    const seen = await context.run(
      "kept",
      () =>
        new Promise((resolve) => {
          timers.callLater(0, () => {
            resolve(context.getStore());
          });
        }),
    );
    expect(seen).toBe("kept");
  });
});
