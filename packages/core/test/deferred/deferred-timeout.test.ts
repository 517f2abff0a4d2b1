import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { TimeoutError } from "../../src/deferred/deferred-errors.js";
import { fail } from "../../src/deferred/fail.js";
import { succeed } from "../../src/deferred/succeed.js";
import { ManualClock } from "./manual-clock.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled } from "./unhandled.js";

collectUnhandled();

describe("addTimeout", () => {
  it("fails with a TimeoutError once the time is over, and not before", () => {
    const clock = new ManualClock();
    const deferred = new Deferred<number>();
    const limited = deferred.addTimeout(100, clock);
    clock.advance(99);
    expect(deferred.called).toBe(false);
    clock.advance(1);
    const error = errorOf(limited);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: "TIMEOUT", timeoutMs: 100, message: "no result within 100 ms" });
  });

  it("leaves a value alone that comes in time, and takes the timer back", () => {
    const clock = new ManualClock();
    const deferred = new Deferred<number>();
    const limited = deferred.addTimeout(100, clock);
    deferred.callback(1);
    expect(clock.pending).toBe(0);
    clock.advance(1_000);
    expect(outcomeOf(limited)).toEqual(["value", 1]);
  });

  it("leaves an error alone that comes in time, and takes the timer back", () => {
    const clock = new ManualClock();
    const error = new Error("no");
    const limited = fail(error).addTimeout(100, clock);
    expect(clock.pending).toBe(0);
    expect(errorOf(limited)).toBe(error);
  });

  it("runs the canceller", () => {
    const clock = new ManualClock();
    const canceller = jest.fn();
    const limited = new Deferred<number>(canceller).addTimeout(5, clock);
    clock.advance(5);
    expect(canceller).toHaveBeenCalledTimes(1);
    expect(errorOf(limited)).toBeInstanceOf(TimeoutError);
  });

  it("keeps the value that the canceller gives", () => {
    const clock = new ManualClock();
    const limited = new Deferred<string>((d) => {
      d.callback("partial");
    }).addTimeout(5, clock);
    clock.advance(5);
    expect(outcomeOf(limited)).toEqual(["value", "partial"]);
  });

  it("keeps another error that the canceller gives", () => {
    const clock = new ManualClock();
    const error = new Error("hung up");
    const limited = new Deferred<string>((d) => {
      d.errback(error);
    }).addTimeout(5, clock);
    clock.advance(5);
    expect(errorOf(limited)).toBe(error);
  });

  it("doesn't call a cancellation by somebody else a time-out", () => {
    const clock = new ManualClock();
    const limited = new Deferred<string>().addTimeout(5, clock);
    limited.cancel();
    expect(errorOf(limited)).toMatchObject({ code: "CANCELLED" });
    expect(clock.pending).toBe(0);
  });

  it("lets onTimeout make a value of it", () => {
    const clock = new ManualClock();
    const limited = new Deferred<string>().addTimeout(
      5,
      clock,
      (_error, timeoutMs) => `gave up after ${String(timeoutMs)}`,
    );
    clock.advance(5);
    expect(outcomeOf(limited)).toEqual(["value", "gave up after 5"]);
  });

  it("doesn't call onTimeout in time", () => {
    const clock = new ManualClock();
    const onTimeout = jest.fn();
    const error = new Error("no");
    expect(errorOf(fail(error).addTimeout(5, clock, onTimeout))).toBe(error);
    expect(outcomeOf(succeed(1).addTimeout(5, clock, onTimeout))).toEqual(["value", 1]);
    expect(onTimeout).not.toHaveBeenCalled();
  });

  it("covers what the chain waits for before it, and not what comes after", () => {
    const clock = new ManualClock();
    const before = new Deferred<string>();
    const after = new Deferred<string>();
    const timedOut = succeed(1)
      .addCallback(() => before)
      .addTimeout(5, clock);
    const inTime = succeed(1)
      .addTimeout(5, clock)
      .addCallback(() => after);
    clock.advance(5);
    expect(errorOf(timedOut)).toBeInstanceOf(TimeoutError);
    after.callback("slow");
    expect(outcomeOf(inTime)).toEqual(["value", "slow"]);
  });
});
