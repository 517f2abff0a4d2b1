import { getEventListeners } from "node:events";

import { describe, expect, it, jest } from "@jest/globals";

import { abortable } from "../../src/deferred/abortable.js";
import { Deferred } from "../../src/deferred/deferred.js";
import { CancelledError } from "../../src/deferred/deferred-errors.js";
import { race } from "../../src/deferred/race.js";
import { succeed } from "../../src/deferred/succeed.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();
const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

describe("Deferred.fromSignal", () => {
  it("fails with the signal's reason when it aborts", () => {
    const controller = new AbortController();
    const deferred = Deferred.fromSignal(controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(errorOf(deferred)).toBe(reason);
    expect(listeners(controller.signal)).toBe(0);
  });

  it("fails at once where the signal has aborted", () => {
    const reason = new Error("before");
    expect(errorOf(Deferred.fromSignal(AbortSignal.abort(reason)))).toBe(reason);
  });

  it("takes its listener off when it is cancelled", () => {
    const { signal } = new AbortController();
    const deferred = Deferred.fromSignal(signal);
    expect(listeners(signal)).toBe(1);
    deferred.cancel();
    expect(listeners(signal)).toBe(0);
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
  });

  it("leaves no listener when it loses a race", async () => {
    const { signal } = new AbortController();
    expect(outcomeOf(race<unknown>([Deferred.fromSignal(signal), succeed("won")]))).toEqual(["value", [1, "won"]]);
    expect(listeners(signal)).toBe(0);
    await drained();
    expect(reported).toEqual([]);
  });
});

describe("withSignal", () => {
  it("cancels when the signal aborts, and fails with the signal's reason", () => {
    const controller = new AbortController();
    const canceller = jest.fn();
    const deferred = new Deferred<number>(canceller).withSignal(controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(canceller).toHaveBeenCalledTimes(1);
    expect(errorOf(deferred)).toBe(reason);
  });

  it("cancels at once where the signal has aborted", () => {
    const canceller = jest.fn();
    const deferred = new Deferred<number>(canceller).withSignal(AbortSignal.abort());
    expect(canceller).toHaveBeenCalledTimes(1);
    expect(errorOf(deferred)).toMatchObject({ name: "AbortError" });
  });

  it("reaches through to what the chain waits for", () => {
    const controller = new AbortController();
    const inner = new Deferred<string>();
    const outer = succeed(1)
      .addCallback(() => inner)
      .withSignal(controller.signal);
    controller.abort("why");
    expect(inner.called).toBe(true);
    expect(errorOf(outer)).toBe("why");
  });

  it("keeps what the canceller gives", () => {
    const controller = new AbortController();
    const value = new Deferred<string>((d) => {
      d.callback("partial");
    }).withSignal(controller.signal);
    const error = new Deferred<string>((d) => {
      d.errback(new Error("own"));
    }).withSignal(controller.signal);
    controller.abort();
    expect(outcomeOf(value)).toEqual(["value", "partial"]);
    expect(errorOf(error)).toEqual(new Error("own"));
  });

  it("keeps the CancelledError of a cancel() by somebody else", () => {
    const controller = new AbortController();
    const deferred = new Deferred<string>().withSignal(controller.signal);
    deferred.cancel();
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
    expect(listeners(controller.signal)).toBe(0);
  });

  it("leaves no listener after a value, after an error, or where it had fired before", () => {
    const { signal } = new AbortController();
    const good = new Deferred<number>().withSignal(signal);
    const bad = new Deferred<number>().withSignal(signal);
    expect(listeners(signal)).toBe(2);
    good.callback(1);
    bad.errback(new Error("no"));
    succeed(1).withSignal(signal);
    expect(listeners(signal)).toBe(0);
    expect(outcomeOf(good)).toEqual(["value", 1]);
    expect(errorOf(bad)).toEqual(new Error("no"));
  });

  it("takes no signal for an answer", () => {
    const deferred = new Deferred<number>();
    expect(deferred.withSignal(undefined)).toBe(deferred);
    deferred.callback(1);
    expect(outcomeOf(deferred)).toEqual(["value", 1]);
  });
});

describe("abortable", () => {
  it("gives the result of the work", async () => {
    expect(await abortable(() => Promise.resolve("page"))).toBe("page");
    expect(outcomeOf(abortable(() => 5))).toEqual(["value", 5]);
  });

  it("fails with what the work throws or rejects with", async () => {
    expect(
      errorOf(
        abortable(() => {
          throw new Error("at once");
        }),
      ),
    ).toEqual(new Error("at once"));
    await expect(abortable(() => Promise.reject(new Error("later")))).rejects.toThrow("later");
  });

  it("aborts the signal when it is cancelled, and fails with the same CancelledError", () => {
    let seen: AbortSignal | undefined;
    const deferred = abortable((signal) => {
      seen = signal;
      return new Promise<never>(() => undefined);
    });
    expect(seen?.aborted).toBe(false);
    deferred.cancel();
    expect(seen?.aborted).toBe(true);
    const error = errorOf(deferred);
    expect(error).toBeInstanceOf(CancelledError);
    expect(seen?.reason).toBe(error);
  });

  it("drops the late result of work that was cancelled", async () => {
    const deferred = abortable(async () => {
      await Promise.resolve();
      throw new Error("late");
    });
    deferred.cancel();
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
    await drained();
    expect(reported).toEqual([]);
  });

  it("drops the late value of work that was cancelled, too", async () => {
    const deferred = abortable(() => Promise.resolve("late"));
    deferred.cancel();
    expect(errorOf(deferred)).toBeInstanceOf(CancelledError);
    await drained();
    expect(reported).toEqual([]);
  });

  it("takes the answer of work that ends at once when it is aborted", () => {
    const deferred = abortable((signal) => Deferred.fromSignal(signal).addErrback(() => "tidied up"));
    deferred.cancel();
    expect(outcomeOf(deferred)).toEqual(["value", "tidied up"]);
  });
});
