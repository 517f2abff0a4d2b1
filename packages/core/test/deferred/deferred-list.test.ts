import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { CancelledError, FirstError } from "../../src/deferred/deferred-errors.js";
import { DeferredList } from "../../src/deferred/deferred-list.js";
import { fail } from "../../src/deferred/fail.js";
import { succeed } from "../../src/deferred/succeed.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();
const pair = (): [Deferred<string>, Deferred<string>] => [new Deferred(), new Deferred()];

describe("a DeferredList", () => {
  it("fires once all have, with each outcome in its place", () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b]);
    const error = new Error("a");
    b.callback("b");
    expect(list.called).toBe(false);
    a.errback(error);
    expect(outcomeOf(list)).toEqual([
      "value",
      [
        [false, error],
        [true, "b"],
      ],
    ]);
  });

  it("fires at once where it is empty", () => {
    expect(outcomeOf(new DeferredList([]))).toEqual(["value", []]);
    expect(outcomeOf(new DeferredList([], { fireOnOneErrback: true }))).toEqual(["value", []]);
  });

  it("fires at once where all have fired", () => {
    expect(outcomeOf(new DeferredList([succeed(1)]))).toEqual(["value", [[true, 1]]]);
  });

  it("takes promises, whose errors are its own business", async () => {
    const error = new Error("no");
    expect(await new DeferredList([Promise.resolve(1), Promise.reject(error)])).toEqual([
      [true, 1],
      [false, error],
    ]);
    await drained();
    expect(reported).toEqual([]);
  });

  it("is a Deferred with a chain of its own", () => {
    expect(outcomeOf(new DeferredList([succeed(1)]).addCallback((outcomes) => outcomes.length))).toEqual(["value", 1]);
  });

  it("leaves values in the chains of its members", () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b]);
    a.callback("a");
    b.callback("b");
    expect(outcomeOf(a)).toEqual(["value", "a"]);
    expect(outcomeOf(list)[0]).toBe("value");
  });

  it("leaves an error to its member's next errback, but takes care that it counts as handled", async () => {
    const error = new Error("no");
    const [a, b] = [fail(error), fail(error)];
    const list = new DeferredList([a, b]);
    expect(errorOf(a)).toBe(error);
    expect(outcomeOf(list)[0]).toBe("value");
    await drained();
    expect(reported).toEqual([]);
  });

  it("takes errors out of its members with consumeErrors", () => {
    const error = new Error("no");
    const member = fail(error);
    const list = new DeferredList([member], { consumeErrors: true });
    expect(outcomeOf(member)).toEqual(["value", undefined]);
    expect(outcomeOf(list)).toEqual(["value", [[false, error]]]);
  });

  it("takes promises with consumeErrors, too", async () => {
    expect(await new DeferredList([Promise.reject(new Error("no"))], { consumeErrors: true })).toEqual([
      [false, new Error("no")],
    ]);
  });
});

describe("a DeferredList with fireOnOneCallback", () => {
  it("fires with the first value and its index", () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b], { fireOnOneCallback: true });
    b.callback("b");
    expect(outcomeOf(list)).toEqual(["value", ["b", 1]]);
    a.callback("too late");
  });

  it("fires with the outcomes where all fail", () => {
    const error = new Error("no");
    expect(outcomeOf(new DeferredList([fail(error)], { fireOnOneCallback: true }))).toEqual([
      "value",
      [[false, error]],
    ]);
  });
});

describe("a DeferredList with fireOnOneErrback", () => {
  it("fails with the first error and its index", () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b], { fireOnOneErrback: true });
    const cause = new Error("b is down");
    b.errback(cause);
    const error = errorOf(list);
    expect(error).toBeInstanceOf(FirstError);
    expect(error).toMatchObject({ code: "FIRST_ERROR", index: 1, cause });
    expect((error as Error).message).toContain("b is down");
    a.errback(new Error("too late"));
  });

  it("names an error that is no Error in its message", () => {
    expect(errorOf(new DeferredList([fail("plain text")], { fireOnOneErrback: true }))).toMatchObject({
      message: "number 0 of the list failed: plain text",
      cause: "plain text",
    });
  });

  it("fires with the outcomes where all succeed", () => {
    expect(outcomeOf(new DeferredList([succeed(1)], { fireOnOneErrback: true }))).toEqual(["value", [[true, 1]]]);
  });

  it("doesn't have later errors reported", async () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b], { fireOnOneErrback: true });
    a.errback(new Error("first"));
    b.errback(new Error("second"));
    expect(errorOf(list)).toMatchObject({ index: 0 });
    await drained();
    expect(reported).toEqual([]);
  });
});

describe("cancelling a DeferredList", () => {
  it("cancels each member, and fires with what comes of it", () => {
    const [a, b] = pair();
    const partial = new Deferred<string>((d) => {
      d.callback("partial");
    });
    const list = new DeferredList([a, partial, b]);
    a.callback("before");
    list.cancel();
    expect(outcomeOf(list)).toEqual([
      "value",
      [
        [true, "before"],
        [true, "partial"],
        [false, expect.any(CancelledError)],
      ],
    ]);
    expect(b.called).toBe(true);
  });

  it("fails with the CancelledError itself where it fires on one error", () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b], { fireOnOneErrback: true });
    list.cancel();
    expect(errorOf(list)).toBeInstanceOf(CancelledError);
    expect([a.called, b.called]).toEqual([true, true]);
  });

  it("is not what happens when somebody cancels one of its members", () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b], { fireOnOneErrback: true });
    a.cancel();
    expect(errorOf(list)).toMatchObject({ code: "FIRST_ERROR", cause: expect.any(CancelledError) });
    expect(b.called).toBe(false);
  });

  it("does nothing to its members after it has fired", () => {
    const [a, b] = pair();
    const list = new DeferredList([a, b], { fireOnOneCallback: true });
    a.callback("a");
    list.cancel();
    expect(b.called).toBe(false);
  });
});
