import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { maybeDeferred } from "../../src/deferred/maybe-deferred.js";
import { errorOf, outcomeOf } from "./outcome.js";

describe("maybeDeferred", () => {
  it("gives a Deferred with the value that is returned", () => {
    expect(outcomeOf(maybeDeferred((a: number, b: number) => a + b, 1, 2))).toEqual(["value", 3]);
  });

  it("gives the very Deferred that is returned", () => {
    const deferred = new Deferred<number>();
    expect(maybeDeferred(() => deferred)).toBe(deferred);
  });

  it("takes the result of a promise", async () => {
    expect(await maybeDeferred(() => Promise.resolve("p"))).toBe("p");
    await expect(maybeDeferred(() => Promise.reject(new Error("r")))).rejects.toThrow("r");
  });

  it("gives a Deferred that has failed with what is thrown", () => {
    const error = new Error("thrown");
    expect(
      errorOf(
        maybeDeferred(() => {
          throw error;
        }),
      ),
    ).toBe(error);
  });

  it("gives an error that is returned as a value", () => {
    const error = new Error("returned");
    expect(outcomeOf(maybeDeferred(() => error))).toEqual(["value", error]);
  });
});
