import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { CancelledError } from "../../src/deferred/deferred-errors.js";
import { fail } from "../../src/deferred/fail.js";
import { inlineCallbacks, waitFor } from "../../src/deferred/inline-callbacks.js";
import { succeed } from "../../src/deferred/succeed.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();

describe("inlineCallbacks", () => {
  it("runs synchronously as far as results are there", () => {
    const add = inlineCallbacks(function* (a: number, b: number) {
      const first = yield* waitFor(succeed(a));
      const second = yield* waitFor(succeed(b));
      return first + second;
    });
    expect(outcomeOf(add(1, 2))).toEqual(["value", 3]);
  });

  it("goes on synchronously when a result comes", () => {
    const inner = new Deferred<string>();
    const seen: string[] = [];
    const run = inlineCallbacks(function* () {
      seen.push(yield* waitFor(inner));
    });
    const result = run();
    expect(seen).toEqual([]);
    inner.callback("there");
    expect(seen).toEqual(["there"]);
    expect(outcomeOf(result)).toEqual(["value", undefined]);
  });

  it("gives the result of a plain yield, too", () => {
    const run = inlineCallbacks(function* () {
      const value = yield succeed("plain");
      return ["got", value];
    });
    expect(outcomeOf(run())).toEqual(["value", ["got", "plain"]]);
  });

  it("throws an error at the yield, where it can be caught", () => {
    const run = inlineCallbacks(function* () {
      try {
        yield* waitFor(fail(new Error("no")));
        return "not reached";
      } catch (error) {
        return ["caught", error];
      }
    });
    expect(outcomeOf(run())).toEqual(["value", ["caught", new Error("no")]]);
  });

  it("fails with what the generator lets through or throws", () => {
    const through = inlineCallbacks(function* () {
      yield* waitFor(fail(new Error("through")));
    });
    const thrown = inlineCallbacks(function* () {
      yield succeed(1);
      throw new Error("thrown");
    });
    expect([errorOf(through()), errorOf(thrown())]).toEqual([new Error("through"), new Error("thrown")]);
  });

  it("waits for promises", async () => {
    const run = inlineCallbacks(function* () {
      const value = yield* waitFor(Promise.resolve(20));
      try {
        yield Promise.reject(new Error("no"));
      } catch {
        return value + 1;
      }
      return 0;
    });
    expect(await run()).toBe(21);
  });

  it("gives any other value that is yielded back", () => {
    const run = inlineCallbacks(function* () {
      return [yield 1, yield "two", yield undefined];
    });
    expect(outcomeOf(run())).toEqual(["value", [1, "two", undefined]]);
  });

  it("takes the result of a promise or Deferred that the generator returns", async () => {
    const inner = new Deferred<number>();
    // eslint-disable-next-line require-yield -- a generator that only returns is what this is about
    const run = inlineCallbacks(function* () {
      return inner;
    });
    const result = run();
    expect(result.called).toBe(false);
    inner.callback(9);
    expect(await result).toBe(9);
  });

  it("leaves what it waits for its result, and its error counts as handled", async () => {
    const shared = succeed("shared");
    const failed = fail(new Error("no"));
    const run = inlineCallbacks(function* () {
      const first = yield* waitFor(shared);
      const second = yield* waitFor(shared);
      try {
        yield failed;
      } catch {
        return [first, second];
      }
      return [];
    });
    expect(outcomeOf(run())).toEqual(["value", ["shared", "shared"]]);
    expect(outcomeOf(shared)).toEqual(["value", "shared"]);
    await drained();
    expect(reported).toEqual([]);
  });

  it("has its own error reported where nobody handles it", async () => {
    const run = inlineCallbacks(function* () {
      yield succeed(1);
      throw new Error("nobody's");
    });
    run();
    await drained();
    expect(reported).toEqual([new Error("nobody's")]);
  });
});

describe("cancelling inlineCallbacks", () => {
  it("reaches the Deferred that is waited for, and fails with its CancelledError", () => {
    const canceller = jest.fn();
    const cleanUp = jest.fn();
    const run = inlineCallbacks(function* () {
      try {
        yield new Deferred<void>(canceller);
      } finally {
        cleanUp();
      }
    });
    const result = run();
    result.cancel();
    expect(canceller).toHaveBeenCalledTimes(1);
    expect(cleanUp).toHaveBeenCalledTimes(1);
    expect(errorOf(result)).toBeInstanceOf(CancelledError);
  });

  it("gives what the generator makes of it", () => {
    const run = inlineCallbacks(function* () {
      try {
        yield new Deferred<void>();
      } catch (error) {
        return error instanceof CancelledError ? "stopped early" : "?";
      }
      return "whole";
    });
    const result = run();
    const chained = result.addCallback((value) => `${value}!`);
    result.cancel();
    expect(outcomeOf(chained)).toEqual(["value", "stopped early!"]);
  });

  it("waits for the clean-up, and can be cancelled again in it", () => {
    const [work, cleanUp] = [new Deferred<void>(), new Deferred<void>()];
    const run = inlineCallbacks(function* () {
      try {
        yield work;
      } catch {
        yield cleanUp;
      }
      return "cleaned up";
    });
    const patient = run();
    patient.cancel();
    let ended = false;
    patient.addFinally(() => {
      ended = true;
    });
    expect([work.called, cleanUp.called, ended]).toEqual([true, false, false]);
    patient.cancel();
    expect(cleanUp.called).toBe(true);
    expect(errorOf(patient)).toBeInstanceOf(CancelledError);
  });

  it("ends well when the clean-up does", () => {
    const cleanUp = new Deferred<void>();
    const run = inlineCallbacks(function* () {
      try {
        yield new Deferred<void>();
      } catch {
        yield cleanUp;
      }
      return "cleaned up";
    });
    const result = run();
    result.cancel();
    cleanUp.callback();
    expect(outcomeOf(result)).toEqual(["value", "cleaned up"]);
  });

  it("from inside of the generator takes effect when it next waits", () => {
    let cancelMe = (): void => undefined;
    const start = new Deferred<void>();
    const run = inlineCallbacks(function* () {
      yield start;
      cancelMe();
      const there = yield* waitFor(succeed("no wait"));
      yield new Deferred<void>();
      return there;
    });
    const result = run();
    cancelMe = () => {
      result.cancel();
    };
    start.callback();
    expect(errorOf(result)).toBeInstanceOf(CancelledError);
  });

  it("reaches a Deferred that the generator has returned", () => {
    const last = new Deferred<void>();
    const run = inlineCallbacks(function* () {
      yield succeed(1);
      return last;
    });
    const result = run();
    result.cancel();
    expect(last.called).toBe(true);
    expect(errorOf(result)).toBeInstanceOf(CancelledError);
  });

  it("reaches through one that calls another", () => {
    const innermost = new Deferred<void>();
    const inner = inlineCallbacks(function* () {
      yield innermost;
    });
    const outer = inlineCallbacks(function* () {
      yield inner();
    });
    const result = outer();
    result.cancel();
    expect(innermost.called).toBe(true);
    expect(errorOf(result)).toBeInstanceOf(CancelledError);
  });

  it("does nothing after the end", () => {
    const run = inlineCallbacks(function* () {
      return yield* waitFor(succeed("end"));
    });
    const result = run();
    result.cancel();
    expect(outcomeOf(result)).toEqual(["value", "end"]);
  });
});
