import { beforeEach, describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { type AwaitedStep, ConnectionTimer } from "../../src/server/connection-timer.js";
import { ConnectionTimers } from "../../src/server/connection-timers.js";

describe("ConnectionTimer", () => {
  let clock: Clock;
  let timedOut: AwaitedStep[];
  let timer: ConnectionTimer;

  beforeEach(() => {
    clock = new Clock();
    timedOut = [];
    timer = new ConnectionTimer(new ConnectionTimers(clock), { timedOut: (awaited) => timedOut.push(awaited) });
  });

  it("tells its owner once what has not come", () => {
    timer.await("headers", 100);
    clock.advance(99);
    expect(timedOut).toEqual([]);
    clock.advance(1_000);
    expect(timedOut).toEqual(["headers"]);
    expect(timer.awaited).toBeUndefined();
  });

  it("waits longer with the call that is set already", () => {
    timer.await("first-byte", 100);
    clock.advance(50);
    timer.await("keep-alive", 100);
    expect(clock.calls).toHaveLength(1);
    clock.advance(99);
    expect(timedOut).toEqual([]);
    clock.advance(1);
    expect(timedOut).toEqual(["keep-alive"]);
  });

  it("waits shorter when that is asked", () => {
    timer.await("keep-alive", 1_000);
    timer.await("headers", 10);
    clock.advance(10);
    expect(timedOut).toEqual(["headers"]);
  });

  it("rests, and can be set again", () => {
    timer.await("body", 10);
    timer.rest();
    clock.advance(100);
    expect(timedOut).toEqual([]);
    timer.await("body", 10);
    clock.advance(10);
    expect(timedOut).toEqual(["body"]);
  });

  it("waits for ever where the time-out is Infinity, whatever was set before", () => {
    timer.await("first-byte", 10);
    timer.await("keep-alive", Number.POSITIVE_INFINITY);
    clock.advance(1_000_000);
    expect(timedOut).toEqual([]);
    expect(timer.awaited).toBe("keep-alive");
  });

  it("leaves no call behind when it is stopped", () => {
    timer.await("write", 10);
    timer.stop();
    expect(clock.calls).toEqual([]);
  });
});
