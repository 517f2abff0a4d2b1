import { describe, expect, it } from "@jest/globals";

import { DeferredLock } from "../../src/deferred/deferred-lock.js";
import { Deferred } from "../../src/deferred/deferred.js";
import { inlineCallbacks, waitFor } from "../../src/deferred/inline-callbacks.js";
import { succeed } from "../../src/deferred/succeed.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled } from "./unhandled.js";

collectUnhandled();
const MANY = 100_000;

describe("100,000 callbacks on one Deferred", () => {
  it("run without growing the stack", () => {
    let deferred = new Deferred<number>();
    const first = deferred;
    for (let i = 0; i < MANY; i++) deferred = deferred.addCallback((n) => n + 1);
    first.callback(0);
    expect(outcomeOf(deferred)).toEqual(["value", MANY]);
  });

  it("run when each throws and each errback throws again", () => {
    const first = new Deferred<number>();
    let deferred: Deferred<number> = first;
    for (let i = 0; i < MANY / 2; i++) {
      deferred = deferred
        .addCallback((n): number => {
          throw n as unknown;
        })
        .addErrback((n) => (n as number) + 1);
    }
    first.callback(0);
    expect(outcomeOf(deferred)).toEqual(["value", MANY / 2]);
  });

  it("run when each returns a Deferred that has fired", () => {
    let deferred = succeed(0);
    for (let i = 0; i < MANY; i++) deferred = deferred.addCallback((n) => succeed(n + 1));
    expect(outcomeOf(deferred)).toEqual(["value", MANY]);
  });

  it("run when each returns a Deferred that has not fired yet", () => {
    const inners = Array.from({ length: MANY }, () => new Deferred<number>());
    let deferred = succeed(0);
    for (const inner of inners) deferred = deferred.addCallback((sum) => inner.addCallback((n) => n + sum));
    for (const inner of inners) inner.callback(1);
    expect(outcomeOf(deferred)).toEqual(["value", MANY]);
  });
});

/** `MANY` Deferreds of which each waits, once fired, for the next. */
function line(): Deferred<unknown>[] {
  const deferreds = Array.from({ length: MANY }, () => new Deferred<unknown>());
  for (const [i, deferred] of deferreds.entries()) {
    const next = deferreds[i + 1];
    if (next !== undefined) deferred.addCallback(() => next);
  }
  return deferreds;
}

const inEitherOrder: [string, (deferreds: Deferred<unknown>[]) => Deferred<unknown>[]][] = [
  ["from the first to the last", (deferreds) => deferreds],
  ["from the last to the first", (deferreds) => deferreds.toReversed()],
];

describe.each(inEitherOrder)("100,000 Deferreds, each waiting for the next, fired %s", (_name, order) => {
  it("bring the last one's value to the first", () => {
    const deferreds = line();
    for (const deferred of order(deferreds)) deferred.callback(deferred === deferreds.at(-1) ? "end" : "not this");
    expect(outcomeOf(deferreds[0] ?? succeed())).toEqual(["value", "end"]);
  });

  it("bring the last one's error to the first", () => {
    const deferreds = line();
    const error = new Error("end");
    for (const deferred of order(deferreds)) {
      if (deferred === deferreds.at(-1)) deferred.errback(error);
      else deferred.callback(0);
    }
    expect(errorOf(deferreds[0] ?? succeed())).toBe(error);
  });

  it("run what each has to do besides, on the way back", () => {
    const deferreds = line();
    for (const deferred of deferreds) deferred.addCallback((n) => (n as number) + 1);
    for (const deferred of order(deferreds)) deferred.callback(0);
    expect(outcomeOf(deferreds[0] ?? succeed())).toEqual(["value", MANY]);
  });
});

describe("what is built on Deferred", () => {
  it("runs a generator that waits 100,000 times for what is there", () => {
    const sum = inlineCallbacks(function* () {
      let total = 0;
      for (let i = 0; i < MANY; i++) total += yield* waitFor(succeed(1));
      return total;
    });
    expect(outcomeOf(sum())).toEqual(["value", MANY]);
  });

  it("serves 100,000 who wait for one lock, when all jobs are short", () => {
    const lock = new DeferredLock();
    let ran = 0;
    outcomeOf(lock.acquire());
    for (let i = 0; i < MANY; i++) lock.run(() => (ran += 1));
    lock.release();
    expect(ran).toBe(MANY);
    expect(lock.locked).toBe(false);
  });

  it("lets 100,000 leave the line of a lock, from its end", () => {
    const lock = new DeferredLock();
    outcomeOf(lock.acquire());
    const waiting = Array.from({ length: MANY }, () => lock.acquire());
    for (const waiter of waiting.toReversed()) {
      waiter.addErrback(() => undefined);
      waiter.cancel();
    }
    expect(lock.waiting).toBe(0);
  });
});
