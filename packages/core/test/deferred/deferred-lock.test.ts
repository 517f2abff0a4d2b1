import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { CancelledError } from "../../src/deferred/deferred-errors.js";
import { DeferredLock } from "../../src/deferred/deferred-lock.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled } from "./unhandled.js";

collectUnhandled();

describe("a DeferredLock", () => {
  it("is had at once when it is free, and gives itself", () => {
    const lock = new DeferredLock();
    expect(lock.locked).toBe(false);
    expect(outcomeOf(lock.acquire())).toEqual(["value", lock]);
    expect(lock.locked).toBe(true);
  });

  it("serves those who wait in order, one for each release", () => {
    const lock = new DeferredLock();
    const order: string[] = [];
    for (const name of ["a", "b", "c"]) lock.acquire().addCallback(() => order.push(name));
    expect(order).toEqual(["a"]);
    expect(lock.waiting).toBe(2);
    lock.release();
    expect(order).toEqual(["a", "b"]);
    lock.release();
    lock.release();
    expect(order).toEqual(["a", "b", "c"]);
    expect(lock.locked).toBe(false);
  });

  it("refuses a release that was not acquired", () => {
    expect(() => {
      new DeferredLock().release();
    }).toThrow(TypeError);
  });

  it("forgets one who is cancelled while it waits", () => {
    const lock = new DeferredLock();
    outcomeOf(lock.acquire());
    const impatient = lock.acquire();
    const patient = lock.acquire();
    impatient.cancel();
    expect(lock.waiting).toBe(1);
    lock.release();
    expect(errorOf(impatient)).toBeInstanceOf(CancelledError);
    expect(outcomeOf(patient)).toEqual(["value", lock]);
  });

  it("stays with its holder when the Deferred that brought it is cancelled later", () => {
    const lock = new DeferredLock();
    const held = lock.acquire();
    held.cancel();
    expect(lock.locked).toBe(true);
  });
});

describe("lock.run", () => {
  it("gives the function's result, and holds the lock until it is there", () => {
    const lock = new DeferredLock();
    const job = new Deferred<string>();
    const result = lock.run((text: string) => job.addCallback((value) => value + text), "!");
    expect(lock.locked).toBe(true);
    job.callback("done");
    expect(outcomeOf(result)).toEqual(["value", "done!"]);
    expect(lock.locked).toBe(false);
  });

  it("releases when the function throws or its Deferred fails", () => {
    const lock = new DeferredLock();
    const thrown = lock.run(() => {
      throw new Error("thrown");
    });
    const failing = new Deferred<void>();
    const failed = lock.run(() => failing);
    failing.errback(new Error("failed"));
    expect([errorOf(thrown), errorOf(failed)]).toEqual([new Error("thrown"), new Error("failed")]);
    expect(lock.locked).toBe(false);
  });

  it("takes async functions", async () => {
    const lock = new DeferredLock();
    const order: string[] = [];
    await Promise.all(
      ["a", "b"].map((name) =>
        lock.run(async () => {
          order.push(`${name} in`);
          await Promise.resolve();
          order.push(`${name} out`);
        }),
      ),
    );
    expect(order).toEqual(["a in", "a out", "b in", "b out"]);
  });

  it("doesn't call a function that is cancelled while it waits", () => {
    const lock = new DeferredLock();
    outcomeOf(lock.acquire());
    const job = jest.fn();
    const waiting = lock.run(job);
    waiting.cancel();
    lock.release();
    expect(job).not.toHaveBeenCalled();
    expect(errorOf(waiting)).toBeInstanceOf(CancelledError);
    expect(lock.locked).toBe(false);
  });

  it("cancels the function's Deferred, and releases", () => {
    const lock = new DeferredLock();
    const canceller = jest.fn();
    const running = lock.run(() => new Deferred<void>(canceller));
    running.cancel();
    expect(canceller).toHaveBeenCalledTimes(1);
    expect(errorOf(running)).toBeInstanceOf(CancelledError);
    expect(lock.locked).toBe(false);
  });

  it("never lets anybody in front of those who wait, also in the middle of a release", () => {
    const lock = new DeferredLock();
    const order: string[] = [];
    outcomeOf(lock.acquire());
    lock
      .run(() => order.push("first in line"))
      // By now the lock is free, and it is the turn of the second in line.
      .addCallback(() => lock.run(() => order.push("came last")));
    lock.run(() => order.push("second in line"));
    lock.release();
    expect(order).toEqual(["first in line", "second in line", "came last"]);
  });
});
