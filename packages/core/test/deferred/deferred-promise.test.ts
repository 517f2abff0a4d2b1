import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { fail } from "../../src/deferred/fail.js";
import { succeed } from "../../src/deferred/succeed.js";
import { outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();

describe("await", () => {
  it("gives the value, before and after it is there", async () => {
    const deferred = new Deferred<number>();
    const early = (async () => await deferred)();
    deferred.callback(3);
    expect([await early, await deferred]).toEqual([3, 3]);
  });

  it("gives the same each time", async () => {
    const deferred = succeed({ some: "object" });
    expect(await deferred).toBe(await deferred);
  });

  it("throws the error, each time the same", async () => {
    const error = new Error("no");
    const deferred = fail(error);
    await expect(deferred).rejects.toBe(error);
    await expect(deferred).rejects.toBe(error);
    await drained();
    expect(reported).toEqual([]);
  });

  it("sees the chain as it was where it began to wait", async () => {
    const deferred = new Deferred<number>();
    const before = deferred.then();
    const after = deferred.addCallback((n) => n + 1).then();
    deferred.callback(1);
    expect([await before, await after]).toEqual([1, 2]);
  });

  it("waits for what the chain waits for", async () => {
    const inner = new Deferred<string>();
    const outer = succeed(1).addCallback(() => inner);
    const awaited = outer.then();
    inner.callback("deep");
    expect(await awaited).toBe("deep");
  });
});

describe("then, catch and finally", () => {
  it("give native promises", () => {
    const deferred = succeed(1);
    expect(deferred.then()).toBeInstanceOf(Promise);
    expect(deferred.catch()).toBeInstanceOf(Promise);
    expect(deferred.finally()).toBeInstanceOf(Promise);
  });

  it("call nothing before the microtask queue runs", async () => {
    const onFulfilled = jest.fn();
    const done = succeed(1).then(onFulfilled);
    expect(onFulfilled).not.toHaveBeenCalled();
    await done;
    expect(onFulfilled).toHaveBeenCalledWith(1);
  });

  it("leave the result of the chain as it is", async () => {
    const deferred = new Deferred<number>();
    const doubled = deferred.then((n) => n * 2);
    deferred.callback(4);
    expect(outcomeOf(deferred)).toEqual(["value", 4]);
    expect(await doubled).toBe(8);
  });

  it("handle an error as a promise's do", async () => {
    const error = new Error("no");
    const cleanUp = jest.fn();
    expect(await fail(error).catch((e) => ["caught", e])).toEqual(["caught", error]);
    expect(await fail(error).then(undefined, (e) => ["rejected", e])).toEqual(["rejected", error]);
    await expect(fail(error).finally(cleanUp)).rejects.toBe(error);
    expect(cleanUp).toHaveBeenCalledTimes(1);
    await drained();
    expect(reported).toEqual([]);
  });

  it("leave an error for a later errback of the chain", async () => {
    const deferred = new Deferred<number>();
    const caught = deferred.catch(() => "seen");
    const rescued = deferred.addErrback(() => "rescued");
    deferred.errback(new Error("no"));
    expect(await caught).toBe("seen");
    expect(await rescued).toBe("rescued");
  });

  it("make a Deferred fit for Promise.all, race and allSettled", async () => {
    expect(await Promise.all([succeed(1), Promise.resolve(2)])).toEqual([1, 2]);
    expect(await Promise.race([new Deferred<number>(), succeed(2)])).toBe(2);
    const settled = await Promise.allSettled([succeed(1), fail("no")]);
    expect(settled).toEqual([
      { status: "fulfilled", value: 1 },
      { status: "rejected", reason: "no" },
    ]);
  });

  it("take several thousand who wait for one", async () => {
    const deferred = new Deferred<number>();
    const waiting = Array.from({ length: 5_000 }, (_, i) => deferred.then((n) => n + i));
    deferred.callback(1);
    expect((await Promise.all(waiting)).at(-1)).toBe(5_000);
  });
});
