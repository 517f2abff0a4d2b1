import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { AlreadyCalledError } from "../../src/deferred/deferred-errors.js";
import { fail } from "../../src/deferred/fail.js";
import { succeed } from "../../src/deferred/succeed.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();

describe("firing", () => {
  it("has not been called until it fires", () => {
    const deferred = new Deferred<number>();
    expect(deferred.called).toBe(false);
    deferred.callback(1);
    expect(deferred.called).toBe(true);
  });

  it("calls its callbacks synchronously, before callback() returns", () => {
    const deferred = new Deferred<string>();
    const seen: string[] = [];
    deferred.addCallback((value) => seen.push(value));
    deferred.callback("now");
    expect(seen).toEqual(["now"]);
  });

  it("calls a callback that is added later at once", () => {
    const seen: number[] = [];
    succeed(7).addCallback((value) => seen.push(value));
    expect(seen).toEqual([7]);
  });

  it("passes an error to an errback, and no callback sees it", () => {
    const deferred = new Deferred<number>();
    const callback = jest.fn();
    const error = new Error("no");
    deferred.addCallback(callback);
    deferred.errback(error);
    expect(errorOf(deferred)).toBe(error);
    expect(callback).not.toHaveBeenCalled();
  });

  it("refuses to fire twice, in each combination", () => {
    const fired = succeed(1);
    expect(() => {
      fired.callback(2);
    }).toThrow(AlreadyCalledError);
    expect(() => {
      fired.errback(new Error("late"));
    }).toThrow(AlreadyCalledError);
    const failed = fail(new Error("first")) as Deferred<number>;
    expect(() => {
      failed.callback(2);
    }).toThrow(AlreadyCalledError);
    expect(() => {
      failed.errback(new Error("second"));
    }).toThrow(expect.objectContaining({ code: "ALREADY_CALLED" }));
    expect(outcomeOf(fired)).toEqual(["value", 1]);
    expect(errorOf(failed)).toEqual(new Error("first"));
  });

  it("refuses to fire from inside of its own callback", () => {
    const deferred = new Deferred<number>();
    const attempts: unknown[] = [];
    deferred.addCallback(() => {
      try {
        deferred.callback(2);
      } catch (error) {
        attempts.push(error);
      }
      return "done";
    });
    deferred.callback(1);
    expect(attempts).toEqual([expect.any(AlreadyCalledError)]);
    expect(outcomeOf(deferred)).toEqual(["value", "done"]);
  });

  it.each([
    ["a promise", () => Promise.resolve(1)],
    ["a Deferred", () => new Deferred<number>()],
    ["a foreign thenable", () => ({ then: () => undefined })],
    ["a function with a then", () => Object.assign(() => 1, { then: () => undefined })],
  ])("refuses %s as a value, and can still be fired", (_name, make) => {
    const deferred = new Deferred<unknown>();
    expect(() => {
      deferred.callback(make());
    }).toThrow(TypeError);
    expect(deferred.called).toBe(false);
    deferred.callback("plain");
    expect(outcomeOf(deferred)).toEqual(["value", "plain"]);
  });

  it.each([undefined, null, 0, "", false, Number.NaN, Symbol.iterator, {}, () => 1])(
    "takes %p as a value like any other",
    (value) => {
      expect(outcomeOf(succeed<unknown>(value))).toEqual(["value", value]);
    },
  );

  it("passes on what is no Error as it is", () => {
    expect(errorOf(fail("just a string"))).toBe("just a string");
    expect(errorOf(fail(undefined))).toBeUndefined();
  });

  it("tells what it is", () => {
    expect(Object.prototype.toString.call(new Deferred())).toBe("[object Deferred]");
  });
});

describe("a chain", () => {
  it("gives each callback what the one before it returned", () => {
    const deferred = new Deferred<number>();
    const chained = deferred.addCallback((n) => n + 1).addCallback((n) => `n = ${String(n)}`);
    deferred.callback(1);
    expect(outcomeOf(chained)).toEqual(["value", "n = 2"]);
  });

  it("gives back the same Deferred from each method", () => {
    const deferred = new Deferred<number>();
    const same = (value: unknown): unknown => value;
    expect(deferred.addCallback(same)).toBe(deferred);
    expect(deferred.addErrback(same)).toBe(deferred);
    expect(deferred.addBoth(same)).toBe(deferred);
    expect(deferred.addCallbacks(same, same)).toBe(deferred);
    expect(deferred.addFinally(() => undefined)).toBe(deferred);
  });

  it("turns an exception into an error for the next errback", () => {
    const error = new Error("thrown");
    const deferred = succeed(1).addCallback(() => {
      throw error;
    });
    expect(errorOf(deferred)).toBe(error);
  });

  it("lets nothing that a callback throws out of callback() or addCallback()", () => {
    const deferred = new Deferred<void>();
    deferred.addCallback(() => {
      throw new Error("inside");
    });
    expect(() => {
      deferred.callback();
    }).not.toThrow();
    expect(errorOf(deferred)).toEqual(new Error("inside"));
  });

  it("goes back to values after an errback that returns", () => {
    const deferred = fail(new Error("no"))
      .addErrback(() => "rescued")
      .addCallback((value) => `${value}!`);
    expect(outcomeOf(deferred)).toEqual(["value", "rescued!"]);
  });

  it("stays with errors after an errback that throws", () => {
    const deferred = fail(new Error("one")).addErrback((error) => {
      throw new Error("two", { cause: error });
    });
    expect(errorOf(deferred)).toMatchObject({ message: "two", cause: new Error("one") });
  });

  it("passes an error by callbacks, and a value by errbacks", () => {
    const skipped = jest.fn();
    const error = new Error("no");
    expect(errorOf(fail(error).addCallback(skipped).addCallback(skipped))).toBe(error);
    expect(outcomeOf(succeed(1).addErrback(skipped).addErrback(skipped))).toEqual(["value", 1]);
    expect(skipped).not.toHaveBeenCalled();
  });

  it("does not give an error out of a callback to the errback that was added with it", () => {
    const beside = jest.fn();
    const deferred = succeed(1).addCallbacks(() => {
      throw new Error("mine");
    }, beside);
    expect(errorOf(deferred)).toEqual(new Error("mine"));
    expect(beside).not.toHaveBeenCalled();
  });

  it("calls what addBoth() adds with a value and with an error", () => {
    const error = new Error("no");
    expect(outcomeOf(succeed(1).addBoth((result) => ["both", result]))).toEqual(["value", ["both", 1]]);
    expect(outcomeOf(fail(error).addBoth((result) => ["both", result]))).toEqual(["value", ["both", error]]);
  });

  it("takes an error that is returned as a value", () => {
    const error = new Error("a value");
    expect(outcomeOf(succeed(1).addCallback(() => error))).toEqual(["value", error]);
  });

  it("runs a callback that a callback adds, after those that stood there before", () => {
    const order: string[] = [];
    const deferred = new Deferred<void>();
    deferred.addCallback(() => {
      order.push("first");
      deferred.addCallback(() => order.push("added inside"));
      order.push("still first");
    });
    deferred.addCallback(() => order.push("second"));
    deferred.callback();
    expect(order).toEqual(["first", "still first", "second", "added inside"]);
  });

  it("doesn't run a callback that is added inside before the one that adds it has returned, when it had fired", () => {
    const seen: unknown[] = [];
    const deferred = succeed("start");
    deferred.addCallback(() => {
      deferred.addCallback((value) => seen.push(value));
      return "end";
    });
    expect(seen).toEqual(["end"]);
  });

  it("keeps the order of more callbacks than it makes room for at first", () => {
    const deferred = new Deferred<number[]>();
    let chained: Deferred<number[]> = deferred;
    for (let i = 0; i < 50; i++) chained = chained.addCallback((seen) => [...seen, i]);
    deferred.callback([]);
    expect(outcomeOf(chained)).toEqual(["value", Array.from({ length: 50 }, (_, i) => i)]);
  });
});

describe("addFinally", () => {
  it("passes a value on, whatever the clean-up returns", () => {
    expect(outcomeOf(succeed(1).addFinally(() => "ignored"))).toEqual(["value", 1]);
  });

  it("passes an error on", () => {
    const error = new Error("no");
    expect(errorOf(fail(error).addFinally(() => "ignored"))).toBe(error);
  });

  it("gives the clean-up's own error instead", () => {
    const failing = (): never => {
      throw new Error("clean-up");
    };
    expect(errorOf(succeed(1).addFinally(failing))).toEqual(new Error("clean-up"));
    expect(errorOf(fail(new Error("first")).addFinally(failing))).toEqual(new Error("clean-up"));
  });

  it("waits for a Deferred that the clean-up returns", () => {
    const cleaned = [new Deferred<string>(), new Deferred<string>()] as const;
    const good = succeed(1).addFinally(() => cleaned[0]);
    const bad = fail(new Error("no")).addFinally(() => cleaned[1]);
    const seen: unknown[] = [];
    good.addCallback((value) => seen.push(value));
    bad.addErrback((error) => seen.push(error));
    expect(seen).toEqual([]);
    cleaned[0].callback("x");
    cleaned[1].callback("x");
    expect(seen).toEqual([1, new Error("no")]);
  });
});

describe("chainDeferred", () => {
  it("fires the other one with the value, and goes on with nothing", () => {
    const other = new Deferred<number>();
    const first = succeed(5);
    expect(outcomeOf(first.chainDeferred(other))).toEqual(["value", undefined]);
    expect(outcomeOf(other)).toEqual(["value", 5]);
  });

  it("fails the other one with the error, which is then the other's business only", async () => {
    const other = new Deferred<number>();
    const error = new Error("no");
    const first = new Deferred<number>();
    first.chainDeferred(other);
    first.errback(error);
    expect(errorOf(other)).toBe(error);
    await drained();
    expect(reported).toEqual([]);
  });

  it("fails the chain itself where the other one has fired already", () => {
    const first = succeed(5).chainDeferred(succeed(6));
    expect(errorOf(first)).toBeInstanceOf(AlreadyCalledError);
  });
});
