import { nextTick } from "node:process";

import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { fail } from "../../src/deferred/fail.js";
import { succeed } from "../../src/deferred/succeed.js";
import { setUnhandledErrorReporter } from "../../src/deferred/unhandled-errors.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();
const error = new Error("nobody's");

describe("an error is reported", () => {
  it("once, when nobody handles it", async () => {
    fail(error);
    expect(reported).toEqual([]);
    await drained();
    expect(reported).toEqual([error]);
    await drained();
    expect(reported).toEqual([error]);
  });

  it("when a callback throws it", async () => {
    succeed(1).addCallback(() => {
      throw error;
    });
    await drained();
    expect(reported).toEqual([error]);
  });

  it("when only callbacks follow, which it goes by", async () => {
    fail(error).addCallback(() => 1);
    await drained();
    expect(reported).toEqual([error]);
  });

  it("when an errback throws another one", async () => {
    const other = new Error("other");
    fail(error).addErrback(() => {
      throw other;
    });
    await drained();
    expect(reported).toEqual([other]);
  });

  it("when it comes out of a Deferred that was waited for, by the one who waited", async () => {
    const inner = new Deferred<void>();
    succeed(1).addCallback(() => inner);
    inner.errback(error);
    await drained();
    expect(reported).toEqual([error]);
  });

  it("again, when a handler that came too late makes a new one of it", async () => {
    const deferred = fail(error);
    await drained();
    const second = new Error("second");
    deferred.addErrback(() => {
      throw second;
    });
    await drained();
    expect(reported).toEqual([error, second]);
  });

  it("not again, when a handler that came too late throws it on", async () => {
    const deferred = fail(error);
    await drained();
    deferred.addErrback((e) => {
      throw e;
    });
    await drained();
    expect(reported).toEqual([error]);
  });

  it("in the order in which they came, however many", async () => {
    for (let i = 0; i < 1_000; i++) fail(i);
    await drained();
    expect(reported).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  });

  it("whatever it is, also undefined", async () => {
    fail(undefined);
    await drained();
    expect(reported).toEqual([undefined]);
  });

  it("for the part of a chain after somebody looked and another one threw", async () => {
    const other = new Error("other");
    const deferred = fail(error);
    const looked = deferred.catch(() => "seen");
    deferred.addErrback(() => {
      throw other;
    });
    await looked;
    await drained();
    expect(reported).toEqual([other]);
  });
});

describe("an error is not reported", () => {
  it("when it is handled in the same tick", async () => {
    const deferred = fail(error);
    deferred.addErrback(() => undefined);
    await drained();
    expect(reported).toEqual([]);
  });

  it("when it is handled after some awaits of what is there", async () => {
    const deferred = fail(error);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    deferred.addErrback(() => undefined);
    await drained();
    expect(reported).toEqual([]);
  });

  it("when it is handled in a microtask that a tick starts", async () => {
    let deferred: Deferred<never> | undefined;
    nextTick(() => {
      deferred = fail(error);
      void Promise.resolve().then(() => deferred?.addErrback(() => undefined));
    });
    await drained();
    expect(deferred?.called).toBe(true);
    expect(reported).toEqual([]);
  });

  it("when somebody has looked at it", async () => {
    const deferred = fail(error);
    await deferred.catch(() => undefined);
    await drained();
    expect(reported).toEqual([]);
  });

  it("when somebody who looked was there before it", async () => {
    const deferred = new Deferred<void>();
    const looked = deferred.catch(() => "seen");
    deferred.addCallback(() => 1);
    deferred.errback(error);
    expect(await looked).toBe("seen");
    await drained();
    expect(reported).toEqual([]);
  });

  it("when the chain is waiting for something that may still handle it", async () => {
    const inner = new Deferred<string>();
    const deferred = fail(error).addErrback(() => inner);
    await drained();
    expect(reported).toEqual([]);
    inner.callback("fine");
    expect(await deferred).toBe("fine");
  });

  it("by the one who was waited for", async () => {
    const inner = fail(error);
    const outer = succeed(1).addCallback(() => inner);
    outer.addErrback(() => undefined);
    await drained();
    expect(reported).toEqual([]);
  });
});

describe("the reporter", () => {
  it("is by default what an unhandled rejection does", async () => {
    const previous = setUnhandledErrorReporter();
    const reject = jest.spyOn(Promise, "reject").mockImplementation((() => Promise.resolve()) as typeof Promise.reject);
    try {
      fail(error);
      await drained();
      expect(reject.mock.calls).toEqual([[error]]);
    } finally {
      reject.mockRestore();
      setUnhandledErrorReporter(previous);
    }
  });

  it("that throws spoils it neither for the others nor for itself", async () => {
    const seen: unknown[] = [];
    const failure = new Error("the reporter's own");
    const previous = setUnhandledErrorReporter((each) => {
      seen.push(each);
      if (seen.length === 1) throw failure;
    });
    const reject = jest.spyOn(Promise, "reject").mockImplementation((() => Promise.resolve()) as typeof Promise.reject);
    try {
      fail("one");
      fail("two");
      await drained();
      expect(seen).toEqual(["one", "two"]);
      expect(reject.mock.calls).toEqual([[failure]]);
    } finally {
      reject.mockRestore();
      setUnhandledErrorReporter(previous);
    }
  });

  it("may itself make a Deferred that fails, which is reported the next time", async () => {
    const seen: unknown[] = [];
    const previous = setUnhandledErrorReporter((each) => {
      seen.push(each);
      if (seen.length === 1) fail("from the reporter");
    });
    try {
      fail("first");
      await drained();
      expect(seen).toEqual(["first", "from the reporter"]);
    } finally {
      setUnhandledErrorReporter(previous);
    }
  });
});
