/** What the compiler makes of Deferreds. The assertions are types: `pnpm typecheck` is what fails. */

import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { DeferredList, type DeferredOutcome } from "../../src/deferred/deferred-list.js";
import { gatherResults } from "../../src/deferred/gather-results.js";
import { inlineCallbacks, waitFor } from "../../src/deferred/inline-callbacks.js";
import { maybeDeferred } from "../../src/deferred/maybe-deferred.js";
import { race } from "../../src/deferred/race.js";
import { succeed } from "../../src/deferred/succeed.js";

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the idiom that tells any two types apart
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles only where the type of `value` is exactly `T`. */
function exactly<T>() {
  return <V>(value: V, ..._same: Same<V, T> extends true ? [] : ["the types differ"]): V => value;
}

describe("the type of a Deferred", () => {
  it("follows what callbacks return, through promises and Deferreds", async () => {
    const text = succeed(1).addCallback((n) => exactly<number>()(n).toFixed(1));
    exactly<Deferred<string>>()(text);
    exactly<Deferred<number>>()(succeed("x").addCallback(() => Promise.resolve(1)));
    exactly<Deferred<boolean>>()(succeed("x").addCallback(() => succeed(true as boolean)));
    exactly<Deferred<string | number>>()(succeed("x").addErrback(() => 1));
    exactly<Deferred<string | number>>()(
      succeed(true).addCallbacks(
        () => "x",
        async () => Promise.resolve(1),
      ),
    );
    exactly<Deferred<Date>>()(succeed("x").addBoth(() => new Date(0)));
    exactly<string>()(await succeed("x"));
    expect(await text).toBe("1.0");
  });

  it("fits where a promise, or a Deferred of a wider type, is asked for", () => {
    const promise: Promise<string> = succeed("x");
    const wider: Deferred<string | number> = succeed("x");
    const widest: Deferred<unknown> = succeed("x");
    // @ts-expect-error -- a number is not a string
    const wrong: Deferred<string> = succeed(1);
    expect([promise, wider, widest, wrong].every((each) => each instanceof Deferred)).toBe(true);
  });

  it("follows the combinators", () => {
    exactly<Deferred<[string, number]>>()(gatherResults([succeed("x"), Promise.resolve(1)]));
    exactly<Deferred<readonly [index: number, value: string]>>()(race([succeed("x")]));
    const outcomes: Deferred<readonly DeferredOutcome<string>[]> = new DeferredList([succeed("x")]);
    const first: Deferred<readonly [string, number]> = new DeferredList([succeed("x")], { fireOnOneCallback: true });
    exactly<Deferred<string>>()(maybeDeferred(() => Promise.resolve("x")));
    expect([outcomes.called, first.called]).toEqual([true, true]);
  });

  it("follows a generator through waitFor", () => {
    const run = inlineCallbacks(function* (text: string) {
      const n = yield* waitFor(succeed(text.length));
      const b = yield* waitFor(Promise.resolve(true as boolean));
      exactly<number>()(n);
      exactly<boolean>()(b);
      return b ? n : text;
    });
    exactly<(text: string) => Deferred<string | number>>()(run);
    expect(typeof run).toBe("function");
  });
});
