import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { CancelledError, FirstError, TimeoutError } from "../../src/deferred/deferred-errors.js";
import { gatherResults } from "../../src/deferred/gather-results.js";
import { succeed } from "../../src/deferred/succeed.js";
import { ManualClock } from "./manual-clock.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();

describe("gatherResults", () => {
  it("gives the values in the order given, each with its type", async () => {
    const late = new Deferred<string>();
    const gathered = gatherResults([late, succeed(1), Promise.resolve(true)]);
    late.callback("late");
    const [text, number, flag] = await gathered;
    expect([text.length, number.toFixed(1), flag]).toEqual([4, "1.0", true]);
  });

  it("gives an empty list at once for an empty list", () => {
    expect(outcomeOf(gatherResults([]))).toEqual(["value", []]);
  });

  it("fails as soon as one fails, and lets the others run on", async () => {
    const [a, b] = [new Deferred<number>(), new Deferred<number>()];
    const gathered = gatherResults([a, b]);
    const cause = new Error("no");
    b.errback(cause);
    const error = errorOf(gathered);
    expect(error).toBeInstanceOf(FirstError);
    expect(error).toMatchObject({ cause, index: 1 });
    expect(a.called).toBe(false);
    a.errback(new Error("later"));
    await drained();
    expect(reported).toEqual([]);
  });

  it("takes the errors out with consumeErrors", () => {
    const member = new Deferred<number>();
    const gathered = gatherResults([member], { consumeErrors: true });
    member.errback(new Error("no"));
    expect(outcomeOf(member)).toEqual(["value", undefined]);
    expect(errorOf(gathered)).toBeInstanceOf(FirstError);
  });

  it("cancels all when it is cancelled", () => {
    const members = [new Deferred<number>(), new Deferred<number>()];
    const gathered = gatherResults(members);
    gathered.cancel();
    expect(members.map((member) => member.called)).toEqual([true, true]);
    expect(errorOf(gathered)).toBeInstanceOf(CancelledError);
  });

  it("fails with a TimeoutError when it takes too long", () => {
    const clock = new ManualClock();
    const gathered = gatherResults([new Deferred<number>()]).addTimeout(10, clock);
    clock.advance(10);
    expect(errorOf(gathered)).toBeInstanceOf(TimeoutError);
  });
});
