import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { AlreadyCalledError, CancelledError } from "../../src/deferred/deferred-errors.js";
import { succeed } from "../../src/deferred/succeed.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();

describe("cancel without a canceller", () => {
  it("fails the Deferred with a CancelledError", () => {
    const deferred = new Deferred<number>();
    deferred.cancel();
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
  });

  it("swallows the one late callback, and no second one", () => {
    const deferred = new Deferred<number>();
    deferred.cancel();
    deferred.callback(1);
    expect(() => {
      deferred.callback(2);
    }).toThrow(AlreadyCalledError);
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
  });

  it("swallows the one late errback, and no second one", () => {
    const deferred = new Deferred<number>();
    deferred.cancel();
    deferred.errback(new Error("late"));
    expect(() => {
      deferred.errback(new Error("later"));
    }).toThrow(AlreadyCalledError);
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
  });

  it("may be repeated, and still swallows only one", () => {
    const deferred = new Deferred<number>();
    deferred.cancel();
    deferred.cancel();
    deferred.callback(1);
    deferred.cancel();
    expect(() => {
      deferred.callback(2);
    }).toThrow(AlreadyCalledError);
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
  });
});

describe("cancel with a canceller", () => {
  it("calls it with the Deferred, and fails with a CancelledError where it doesn't fire", () => {
    const canceller = jest.fn<(deferred: Deferred<number>) => void>();
    const deferred = new Deferred<number>(canceller);
    deferred.cancel();
    expect(canceller.mock.calls).toEqual([[deferred]]);
    expect(errorOf(deferred)).toMatchObject({ code: "CANCELLED" });
  });

  it("doesn't swallow a late result: the canceller is there to prevent it", () => {
    const deferred = new Deferred<number>(() => undefined);
    deferred.cancel();
    expect(() => {
      deferred.callback(1);
    }).toThrow(AlreadyCalledError);
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
  });

  it("takes the value that it fires with", () => {
    const deferred = new Deferred<string>((d) => {
      d.callback("as far as it went");
    });
    deferred.cancel();
    expect(outcomeOf(deferred)).toEqual(["value", "as far as it went"]);
  });

  it("takes the error that it fires with", () => {
    const error = new Error("stopped");
    const deferred = new Deferred<string>((d) => {
      d.errback(error);
    });
    deferred.cancel();
    expect(errorOf(deferred)).toBe(error);
  });

  it("calls it once only", () => {
    const canceller = jest.fn();
    const deferred = new Deferred<void>(canceller);
    deferred.cancel();
    deferred.cancel();
    expect(canceller).toHaveBeenCalledTimes(1);
    outcomeOf(deferred);
  });

  it("doesn't call it after the Deferred has fired", () => {
    const canceller = jest.fn();
    const deferred = new Deferred<number>(canceller);
    deferred.callback(1);
    deferred.cancel();
    expect(canceller).not.toHaveBeenCalled();
    expect(outcomeOf(deferred)).toEqual(["value", 1]);
  });

  it("may be called from inside of the canceller without harm", () => {
    let calls = 0;
    const deferred = new Deferred<void>((d) => {
      calls += 1;
      if (calls === 1) d.cancel();
    });
    deferred.cancel();
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
    expect(calls).toBe(2);
  });
});

describe("cancel of a chain", () => {
  it("does nothing once the chain has run", () => {
    const deferred = succeed("done");
    deferred.cancel();
    expect(outcomeOf(deferred)).toEqual(["value", "done"]);
  });

  it("reaches through to the Deferred that is waited for", () => {
    const canceller = jest.fn();
    const inner = new Deferred<string>(canceller);
    const outer = succeed(1).addCallback(() => inner);
    outer.cancel();
    expect(canceller).toHaveBeenCalledTimes(1);
    expect(errorOf(outer)).toBeInstanceOf(CancelledError);
    expect(errorOf(inner)).toBeInstanceOf(CancelledError);
  });

  it("goes on with the value that the inner canceller gives", () => {
    const inner = new Deferred<string>((d) => {
      d.callback("partial");
    });
    const outer = succeed(1).addCallback(() => inner);
    outer.cancel();
    expect(outcomeOf(outer)).toEqual(["value", "partial"]);
  });

  it("reaches through any number of them", () => {
    const innermost = new Deferred<string>();
    let outer: Deferred<string> = innermost;
    for (let i = 0; i < 100_000; i++) {
      const inner = outer;
      outer = succeed(i).addCallback(() => inner);
    }
    outer.cancel();
    expect(innermost.called).toBe(true);
    expect(errorOf(outer)).toBeInstanceOf(CancelledError);
  });

  it("lets an errback in the chain deal with it, and cancels what that waits for the next time", () => {
    const first = new Deferred<string>();
    const retry = new Deferred<string>();
    const outer = succeed(1)
      .addCallback(() => first)
      .addErrback(() => retry);
    outer.cancel();
    expect(first.called).toBe(true);
    expect(retry.called).toBe(false);
    outer.cancel();
    expect(errorOf(outer)).toBeInstanceOf(CancelledError);
    expect(retry.called).toBe(true);
  });

  it("stops waiting for a native promise", () => {
    const outer = succeed(1).addCallback(() => new Promise<never>(() => undefined));
    outer.cancel();
    expect(errorOf(outer)).toBeInstanceOf(CancelledError);
  });

  it("comes back from a circle of Deferreds that wait for each other", () => {
    const ring = Array.from({ length: 5 }, () => new Deferred<unknown>());
    for (const [i, each] of ring.entries()) each.addCallback(() => ring[(i + 1) % ring.length]);
    const tail = new Deferred<unknown>();
    tail.addCallback(() => ring[0]);
    for (const each of [...ring, tail]) each.callback(0);
    for (const each of [...ring, tail]) each.cancel();
    let fired = false;
    tail.addBoth(() => {
      fired = true;
    });
    expect(fired).toBe(false);
  });

  it("is reported like any other error where nobody looks at it", async () => {
    new Deferred<void>().cancel();
    await drained();
    expect(reported).toEqual([expect.any(CancelledError)]);
  });
});
