import { AsyncLocalStorage } from "node:async_hooks";

import { afterEach, describe, expect, it } from "@jest/globals";

import { keepAsyncContext } from "../../src/deferred/async-context.js";
import { Deferred } from "../../src/deferred/deferred.js";

const storage = new AsyncLocalStorage<string>();

afterEach(() => {
  keepAsyncContext(false);
});

/** Adds with `add` in one context, fires in another, and gives the context in which the callback ran. */
function contextIn(add: (deferred: Deferred<number>, seen: () => void) => unknown, error?: Error): string | undefined {
  const deferred = new Deferred<number>();
  let context: string | undefined = "not called";
  storage.run("adder", () => {
    add(deferred, () => {
      context = storage.getStore();
    });
  });
  storage.run("firer", () => {
    if (error === undefined) deferred.callback(1);
    else deferred.errback(error);
  });
  return context;
}

describe("the AsyncLocalStorage context of a callback", () => {
  it("is that of who fires, by default", () => {
    expect(contextIn((d, seen) => d.addCallback(seen))).toBe("firer");
  });

  it("is that of who adds, once keepAsyncContext(true) was called", () => {
    keepAsyncContext(true);
    const error = new Error("no");
    expect(contextIn((d, seen) => d.addCallback(seen))).toBe("adder");
    expect(contextIn((d, seen) => d.addErrback(seen), error)).toBe("adder");
    expect(contextIn((d, seen) => d.addCallbacks(seen, seen))).toBe("adder");
    expect(contextIn((d, seen) => d.addCallbacks(seen, seen), error)).toBe("adder");
    expect(contextIn((d, seen) => d.addBoth(seen))).toBe("adder");
    expect(contextIn((d, seen) => d.addFinally(seen))).toBe("adder");
  });

  it("leaves values, errors and the order as they are", () => {
    keepAsyncContext(true);
    const seen: unknown[] = [];
    const deferred = new Deferred<number>();
    deferred
      .addCallback((n) => n + 1)
      .addErrback(() => "not called")
      .addCallback((n) => {
        throw new Error(String(n));
      })
      .addErrback((error) => seen.push(error));
    deferred.callback(1);
    expect(seen).toEqual([new Error("2")]);
  });

  it("is that of who waits, in then and after await, always", async () => {
    const deferred = new Deferred<number>();
    const seen = storage.run("waiter", () => [
      deferred.then(() => storage.getStore()),
      (async () => {
        await deferred;
        return storage.getStore();
      })(),
    ]);
    storage.run("firer", () => {
      deferred.callback(1);
    });
    expect(await Promise.all(seen)).toEqual(["waiter", "waiter"]);
  });
});
