import { describe, expect, it } from "@jest/globals";

import { Deferred } from "../../src/deferred/deferred.js";
import { fail } from "../../src/deferred/fail.js";
import { succeed } from "../../src/deferred/succeed.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled, drained } from "./unhandled.js";

const reported = collectUnhandled();

describe("a Deferred that is returned from a callback", () => {
  it("gives its value at once where it has fired", () => {
    expect(outcomeOf(succeed(1).addCallback(() => succeed(2)))).toEqual(["value", 2]);
  });

  it("gives its error at once where it has failed", async () => {
    const error = new Error("inner");
    expect(errorOf(succeed(1).addCallback(() => fail(error)))).toBe(error);
    await drained();
    expect(reported).toEqual([]);
  });

  it("makes the chain wait until it fires", () => {
    const inner = new Deferred<string>();
    const seen: unknown[] = [];
    const outer = succeed(1).addCallback(() => inner);
    outer.addCallback((value) => seen.push(value));
    expect(seen).toEqual([]);
    inner.callback("there");
    expect(seen).toEqual(["there"]);
  });

  it("is waited for from an errback, too", () => {
    const inner = new Deferred<string>();
    const outer = fail(new Error("no")).addErrback(() => inner);
    inner.callback("rescued");
    expect(outcomeOf(outer)).toEqual(["value", "rescued"]);
  });

  it("runs what it had before the chain goes on, and what it gets later after that", () => {
    const order: string[] = [];
    const inner = new Deferred<string>();
    inner.addCallback((value) => {
      order.push("inner, before");
      return `${value}, changed`;
    });
    const outer = succeed(1).addCallback(() => inner);
    outer.addCallback((value) => order.push(`outer: ${value}`));
    inner.addCallback(() => order.push("inner, after"));
    inner.callback("value");
    expect(order).toEqual(["inner, before", "outer: value, changed", "inner, after"]);
  });

  it("keeps its result for others", () => {
    const inner = succeed("shared");
    expect(outcomeOf(succeed(1).addCallback(() => inner))).toEqual(["value", "shared"]);
    expect(outcomeOf(succeed(2).addCallback(() => inner))).toEqual(["value", "shared"]);
    expect(outcomeOf(inner)).toEqual(["value", "shared"]);
  });

  it("can be waited for by several, who go on in the order in which they came", () => {
    const inner = new Deferred<number>();
    const order: string[] = [];
    for (const name of ["a", "b", "c"]) {
      succeed(0)
        .addCallback(() => inner)
        .addCallback((value) => order.push(`${name}${String(value)}`));
    }
    inner.callback(1);
    expect(order).toEqual(["a1", "b1", "c1"]);
  });

  it("gives what it comes to, when it is itself waiting", () => {
    const innermost = new Deferred<string>();
    const inner = succeed(1).addCallback(() => innermost);
    const outer = succeed(2).addCallback(() => inner);
    const seen: unknown[] = [];
    outer.addCallback((value) => seen.push(value));
    expect(seen).toEqual([]);
    innermost.callback("deep");
    expect(seen).toEqual(["deep"]);
  });

  it("gives its final result where it is returned while its own callback runs", () => {
    const inner = new Deferred<string>();
    const outer = new Deferred<void>();
    const waiting = outer.addCallback(() => inner);
    inner.addCallback((value) => {
      outer.callback();
      return `${value}, final`;
    });
    inner.callback("first");
    expect(outcomeOf(waiting)).toEqual(["value", "first, final"]);
  });

  it("can be the one whose callbacks are in the middle of resuming others", () => {
    const inner = new Deferred<string>();
    const order: string[] = [];
    succeed(0)
      .addCallback(() => inner)
      .addCallback(() => {
        inner.addCallback(() => order.push("added while resuming"));
        order.push("resumed");
      });
    inner.addCallback(() => order.push("next in line"));
    inner.callback("x");
    expect(order).toEqual(["next in line", "added while resuming", "resumed"]);
  });

  it("can be waited for again by one whom it is just resuming", () => {
    const inner = new Deferred<string>();
    const again = succeed(0)
      .addCallback(() => inner)
      .addCallback((first) => inner.addCallback((second) => `${first} ${second}`));
    inner.addCallback(() => "changed");
    inner.callback("first");
    expect(outcomeOf(again)).toEqual(["value", "first changed"]);
  });

  it("doesn't run the rest of a chain while a callback of that chain is still running", () => {
    const inner = new Deferred<string>();
    const order: string[] = [];
    succeed(0)
      .addCallback(() => inner)
      .addCallback(() => {
        order.push("asks again");
        return inner;
      })
      .addCallback((value) => order.push(`goes on with ${value}`));
    inner.addCallback((value) => `${value}, changed`);
    inner.callback("first");
    expect(order).toEqual(["asks again", "goes on with first, changed"]);
  });

  it("may be set waiting by one whom it is just resuming, and then runs its rest later", () => {
    const inner = new Deferred<string>();
    const gate = new Deferred<string>();
    const order: unknown[] = [];
    succeed(0)
      .addCallback(() => inner)
      .addCallback(() => {
        inner.addCallback(() => gate);
        inner.addCallback((value) => order.push(value));
      });
    inner.addCallback(() => order.push("in line before"));
    inner.callback("first");
    expect(order).toEqual(["in line before"]);
    gate.callback("gate open");
    expect(order).toEqual(["in line before", "gate open"]);
  });

  it("fails the chain with a TypeError where it is the chain's own", () => {
    const deferred = new Deferred<number>();
    const chained = deferred.addCallback((): unknown => deferred);
    deferred.callback(1);
    expect(errorOf(chained)).toBeInstanceOf(TypeError);
  });

  it("pauses the chain several times in a row", () => {
    const inners = Array.from({ length: 200 }, () => new Deferred<number>());
    let outer: Deferred<number> = succeed(0);
    for (const inner of inners) outer = outer.addCallback((sum) => inner.addCallback((n) => sum + n));
    inners.forEach((inner, i) => {
      inner.callback(i);
    });
    expect(outcomeOf(outer)).toEqual(["value", (199 * 200) / 2]);
  });

  it("takes callbacks while the chain has half of a long list behind it", () => {
    const gate = new Deferred<void>();
    const order: number[] = [];
    const deferred = new Deferred<void>();
    for (let i = 0; i < 60; i++) {
      deferred.addCallback(() => {
        order.push(i);
        return i === 40 ? gate : undefined;
      });
    }
    deferred.callback();
    expect(order).toHaveLength(41);
    for (let i = 60; i < 80; i++) deferred.addCallback(() => order.push(i));
    gate.callback();
    expect(order).toEqual(Array.from({ length: 80 }, (_, i) => i));
  });
});

describe("a chain that never comes to its end", () => {
  it("keeps no more than what is still to run, twice over", () => {
    const deferred = new Deferred<number>();
    let gate = new Deferred<number>();
    let ran = 0;
    const again = (): Deferred<number> => {
      ran += 1;
      deferred.addCallback(again);
      gate = new Deferred<number>();
      return gate;
    };
    for (let i = 0; i < 10; i++) deferred.addCallback(again);
    deferred.callback(0);
    for (let i = 0; i < 10_000; i++) gate.callback(i);
    expect(ran).toBe(10_001);
    const { entries, end } = deferred as unknown as { entries: unknown[]; end: number };
    expect(entries.length).toBeLessThan(200);
    expect(end).toBeLessThan(200);
  });
});

describe("a promise that is returned from a callback", () => {
  it("is waited for, and its value taken", async () => {
    await expect(succeed(1).addCallback((n) => Promise.resolve(n + 1))).resolves.toBe(2);
  });

  it("is waited for, and its error taken", async () => {
    await expect(succeed(1).addCallback(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  it("may be of another make", async () => {
    const thenable = {
      then(resolve: (value: string) => void): void {
        resolve("foreign");
        resolve("twice");
      },
    };
    await expect(succeed(1).addCallback(() => thenable)).resolves.toBe("foreign");
  });

  it("may have a then that throws when it is read", () => {
    const hostile = {
      get then(): never {
        throw new Error("trap");
      },
    };
    expect(errorOf(succeed(1).addCallback((): unknown => hostile))).toEqual(new Error("trap"));
  });

  it("comes from an async callback", async () => {
    const deferred = new Deferred<number>();
    const chained = deferred.addCallback(async (n) => {
      await Promise.resolve();
      return n * 2;
    });
    deferred.callback(21);
    expect(await chained).toBe(42);
  });
});

describe("fromPromise", () => {
  it("takes the value and the error of a promise", async () => {
    expect(await Deferred.fromPromise(Promise.resolve("v"))).toBe("v");
    await expect(Deferred.fromPromise(Promise.reject(new Error("e")))).rejects.toThrow("e");
  });

  it("gives a Deferred back as it is", () => {
    const deferred = new Deferred<number>();
    expect(Deferred.fromPromise(deferred)).toBe(deferred);
  });

  it("drops the late result once it is cancelled", async () => {
    const late = Deferred.fromPromise(Promise.reject(new Error("late")));
    late.cancel();
    expect(errorOf(late)).toMatchObject({ code: "CANCELLED" });
    await drained();
    expect(reported).toEqual([]);
  });
});
