import { describe, expect, it } from "@jest/globals";
import { IdleTimeout } from "../../../src/protocol/policies/idle-timeout.js";
import { Clock } from "../../../src/reactor/clock.js";

function counting(timeoutMs: number): { clock: Clock; idle: IdleTimeout; fired: number[] } {
  const clock = new Clock();
  const fired: number[] = [];
  const idle = new IdleTimeout(clock, timeoutMs, () => fired.push(clock.now()));
  return { clock, idle, fired };
}

describe("IdleTimeout", () => {
  it("goes off once, when nothing has happened for its time", () => {
    const { clock, idle, fired } = counting(100);
    clock.advance(99);
    expect(fired).toEqual([]);
    expect(idle.running).toBe(true);
    clock.advance(1000);
    expect(fired).toEqual([100]);
    expect(idle.running).toBe(false);
    expect(clock.calls).toEqual([]);
  });

  it("is put off to the millisecond, with one timer that is not touched", () => {
    const { clock, idle, fired } = counting(100);
    const [timer] = clock.calls;
    for (let i = 0; i < 9; i += 1) {
      clock.advance(10);
      idle.reset();
    }
    expect(clock.calls).toEqual([timer]);
    clock.advance(99);
    expect(fired).toEqual([]);
    clock.advance(1);
    expect(fired).toEqual([190]);
  });

  it("can be stopped, and begun again", () => {
    const { clock, idle, fired } = counting(100);
    idle.stop();
    expect(clock.calls).toEqual([]);
    clock.advance(500);
    idle.reset();
    clock.advance(100);
    idle.reset();
    clock.advance(100);
    expect(fired).toEqual([600, 700]);
  });

  it("takes another time, counted from then on, and stays stopped where it was", () => {
    const { clock, idle, fired } = counting(100);
    clock.advance(50);
    idle.timeoutMs = 10;
    expect(idle.timeoutMs).toBe(10);
    clock.advance(10);
    expect(fired).toEqual([60]);
    idle.timeoutMs = 20;
    clock.advance(100);
    expect(fired).toEqual([60]);
  });

  it("doesn't touch its timer where another time ends later, and brings it forward where it ends sooner", () => {
    const { clock, idle, fired } = counting(100);
    const [timer] = clock.calls;
    clock.advance(50);
    for (const timeoutMs of [60, 5000, Infinity, 51]) {
      idle.timeoutMs = timeoutMs;
      expect(clock.calls.map((call) => [call === timer, call.dueAt])).toEqual([[true, 100]]);
    }
    idle.timeoutMs = 20;
    expect(clock.calls.map(({ dueAt }) => dueAt)).toEqual([70]);
    idle.timeoutMs = 200;
    clock.advance(199);
    expect(fired).toEqual([]);
    clock.advance(1);
    expect(fired).toEqual([250]);
    expect(clock.calls).toEqual([]);
  });

  it("never goes off once its time is infinite, and counts again once it isn't", () => {
    const { clock, idle, fired } = counting(100);
    idle.timeoutMs = Infinity;
    clock.advance(1000);
    expect([fired, idle.running, clock.calls]).toEqual([[], true, []]);
    idle.timeoutMs = 10;
    clock.advance(10);
    expect(fired).toEqual([1010]);
  });

  it("sets no timer where there is no limit", () => {
    const { clock, idle, fired } = counting(Infinity);
    idle.reset();
    expect(clock.calls).toEqual([]);
    idle.timeoutMs = 10;
    clock.advance(10);
    expect(fired).toEqual([10]);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %p as its time", (timeoutMs) => {
    expect(() => counting(timeoutMs)).toThrow(RangeError);
    const { idle } = counting(1);
    expect(() => {
      idle.timeoutMs = timeoutMs;
    }).toThrow(RangeError);
  });
});
