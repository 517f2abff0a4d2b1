import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import { Deadline } from "../../src/client/deadline.js";

describe("Deadline", () => {
  it("expires when the time that was set last is over", () => {
    const clock = new Clock();
    const expiries: number[] = [];
    const deadline = new Deadline(clock, () => expiries.push(clock.now()));
    deadline.set(100);
    clock.advance(50);
    deadline.set(100);
    clock.advance(99);
    expect(expiries).toEqual([]);
    clock.advance(1);
    expect(expiries).toEqual([150]);
    deadline.set(1000);
    deadline.set(10);
    clock.advance(10);
    expect(expiries).toEqual([150, 160]);
  });

  it("doesn't expire once it is cleared or stopped", () => {
    const clock = new Clock();
    let expired = false;
    const deadline = new Deadline(clock, () => (expired = true));
    deadline.set(10);
    deadline.clear();
    clock.advance(20);
    deadline.set(10);
    deadline.set(Number.POSITIVE_INFINITY);
    clock.advance(20);
    deadline.set(10);
    deadline.stop();
    clock.advance(20);
    expect(expired).toBe(false);
    expect(clock.nextDueAt).toBeUndefined();
  });
});
