import { describe, expect, it, jest } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { CancelledError, FailureGroup, TimeoutError } from "../../src/deferred/deferred-errors.js";
import { fail } from "../../src/deferred/fail.js";
import { race } from "../../src/deferred/race.js";
import { succeed } from "../../src/deferred/succeed.js";
import { ManualClock } from "./manual-clock.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();

describe("race", () => {
  it("fires with the first to succeed, and cancels the losers", async () => {
    const cancellers = [jest.fn(), jest.fn(), jest.fn()] as const;
    const competitors = cancellers.map((canceller) => new Deferred<string>(canceller));
    const result = race(competitors);
    competitors[1]?.callback("b");
    expect(outcomeOf(result)).toEqual(["value", [1, "b"]]);
    expect(cancellers.map((canceller) => canceller.mock.calls.length)).toEqual([1, 0, 1]);
    await drained();
    expect(reported).toEqual([]);
  });

  it("goes on when one fails", () => {
    const [a, b] = [new Deferred<number>(), new Deferred<number>()];
    const result = race([a, b]);
    a.errback(new Error("no"));
    expect(b.called).toBe(false);
    b.callback(2);
    expect(outcomeOf(result)).toEqual(["value", [1, 2]]);
  });

  it("is won by one that had fired before, and cancels those before it and after it", () => {
    const [a, c] = [new Deferred<number>(), new Deferred<number>()];
    expect(outcomeOf(race([a, succeed(2), c]))).toEqual(["value", [1, 2]]);
    expect([a.called, c.called]).toEqual([true, true]);
  });

  it("fails with all errors in their places when all fail", async () => {
    const [a, b] = [new Deferred<number>(), new Deferred<number>()];
    const result = race([a, b]);
    b.errback("second");
    a.errback("first");
    const error = errorOf(result);
    expect(error).toBeInstanceOf(FailureGroup);
    expect(error).toMatchObject({ code: "FAILURE_GROUP", errors: ["first", "second"] });
    await drained();
    expect(reported).toEqual([]);
  });

  it("fails at once with nobody in it", () => {
    expect(errorOf(race([]))).toMatchObject({ errors: [] });
  });

  it("isn't won by what a loser's canceller answers", () => {
    const loser = new Deferred<string>((d) => {
      d.callback("consolation");
    });
    expect(outcomeOf(race([loser, succeed("winner")]))).toEqual(["value", [1, "winner"]]);
  });

  it("takes promises", async () => {
    expect(await race([new Promise<string>(() => undefined), Promise.resolve("p")])).toEqual([1, "p"]);
  });

  it("leaves the winner's value in the winner's chain", () => {
    const winner = succeed("mine");
    outcomeOf(race([winner]));
    expect(outcomeOf(winner)).toEqual(["value", "mine"]);
  });

  it("cancels all when it is cancelled", () => {
    const competitors = [
      new Deferred<string>(),
      new Deferred<string>((d) => {
        d.callback("not in time");
      }),
    ];
    const result = race(competitors);
    result.cancel();
    expect(competitors.map((each) => each.called)).toEqual([true, true]);
    expect(errorOf(result)).toBeInstanceOf(CancelledError);
  });

  it("fails with a TimeoutError when it takes too long", () => {
    const clock = new ManualClock();
    const result = race([new Deferred<number>(), fail("one down")]).addTimeout(10, clock);
    clock.advance(10);
    expect(errorOf(result)).toBeInstanceOf(TimeoutError);
  });
});
