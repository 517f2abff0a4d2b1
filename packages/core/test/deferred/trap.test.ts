import { describe, expect, it } from "@jest/globals";

import { CancelledError, TimeoutError } from "../../src/deferred/deferred-errors.js";
import { fail } from "../../src/deferred/fail.js";
import { trap } from "../../src/deferred/trap.js";
import { errorOf, outcomeOf } from "./outcome.js";

describe("trap", () => {
  it("gives an error of one of the classes, with the type of these", () => {
    const error: unknown = new TimeoutError(7);
    expect(trap(error, TimeoutError).timeoutMs).toBe(7);
    expect(trap(error, CancelledError, TimeoutError).code).toBe("TIMEOUT");
    expect(trap(error, Error)).toBe(error);
  });

  it("throws any other on as it is", () => {
    const error = new RangeError("other");
    expect(() => trap(error, TimeoutError, CancelledError)).toThrow(error);
    expect(() => trap(error)).toThrow(error);
  });

  it("throws on what is no error at all", () => {
    let thrown: unknown;
    try {
      trap("text", Error);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe("text");
  });

  it("stands at the head of an errback, and leaves the rest to the next", () => {
    const mine = fail(new TimeoutError(1)).addErrback(
      (error) => `after ${String(trap(error, TimeoutError).timeoutMs)}`,
    );
    const other = fail(new Error("other")).addErrback((error) => trap(error, TimeoutError));
    expect(outcomeOf(mine)).toEqual(["value", "after 1"]);
    expect(errorOf(other)).toEqual(new Error("other"));
  });
});
