/**
 * Random programs, run once as a Deferred's chain and once as the chain of promises that says the same. Whatever the
 * mixture of values, errors and waiting, both come to the same result by the same steps.
 */

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { Deferred } from "../../src/deferred/deferred.js";
import { collectUnhandled } from "./unhandled.js";

collectUnhandled();

/** What a handler does with what it is given. */
type Action =
  | { readonly kind: "return" | "throw"; readonly label: string }
  | { readonly kind: "promise" | "rejection"; readonly label: string }
  | { readonly kind: "fired" | "failed"; readonly label: string }
  | { readonly kind: "later" | "failLater"; readonly label: string }
  | { readonly kind: "nested"; readonly label: string; readonly program: readonly Step[] };

interface Step {
  readonly method: "addCallback" | "addErrback" | "addCallbacks" | "addBoth" | "addFinally";
  readonly actions: readonly [Action, Action];
}

const label = fc.string({ minLength: 1, maxLength: 3 });
const simple = fc.record({
  kind: fc.constantFrom(
    "return" as const,
    "throw" as const,
    "promise" as const,
    "rejection" as const,
    "fired" as const,
    "failed" as const,
    "later" as const,
    "failLater" as const,
  ),
  label,
});
const method = fc.constantFrom<Step["method"]>("addCallback", "addErrback", "addCallbacks", "addBoth", "addFinally");
const { program } = fc.letrec<{ action: Action; step: Step; program: readonly Step[] }>((tie) => ({
  action: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    simple,
    fc.record({ kind: fc.constant("nested" as const), label, program: tie("program") }),
  ),
  step: fc.record({ method, actions: fc.tuple(tie("action"), tie("action")) }),
  program: fc.array(tie("step"), { maxLength: 6 }),
}));

type Trace = string[];
type Handler = (given: unknown) => unknown;

/** One way of running a program. */
interface World {
  readonly trace: Trace;
}

function handlerOf(action: Action, world: World, run: (steps: readonly Step[], given: unknown) => unknown): Handler {
  return (given) => {
    const result = `${String(given)}${action.label}`;
    world.trace.push(`${action.kind} ${result}`);
    const deferred = new Deferred<string>();
    switch (action.kind) {
      case "return":
        return result;
      case "throw":
        throw result as unknown;
      case "promise":
        return Promise.resolve(result);
      case "rejection":
        return Promise.resolve(result).then((reason) => {
          throw reason as unknown;
        });
      case "fired":
        deferred.callback(result);
        return deferred;
      case "failed":
        deferred.errback(result);
        return deferred;
      case "later":
        queueMicrotask(() => {
          deferred.callback(result);
        });
        return deferred;
      case "failLater":
        queueMicrotask(() => {
          deferred.errback(result);
        });
        return deferred;
      case "nested":
        return run(action.program, result);
    }
  };
}

function asDeferred(steps: readonly Step[], given: unknown, world: World, fireFirst: boolean): Deferred<unknown> {
  const deferred = new Deferred<unknown>();
  const run = (inner: readonly Step[], value: unknown): unknown => asDeferred(inner, value, world, fireFirst);
  if (fireFirst) deferred.callback(given);
  for (const { method: name, actions } of steps) {
    const first = handlerOf(actions[0], world, run);
    const second = handlerOf(actions[1], world, run);
    if (name === "addCallbacks") deferred.addCallbacks(first, second);
    else if (name === "addFinally") deferred.addFinally(() => first("finally"));
    else deferred[name](first);
  }
  if (!fireFirst) deferred.callback(given);
  return deferred;
}

function asPromise(steps: readonly Step[], given: unknown, world: World): Promise<unknown> {
  let promise: Promise<unknown> = Promise.resolve(given);
  const run = (inner: readonly Step[], value: unknown): unknown => asPromise(inner, value, world);
  for (const { method: name, actions } of steps) {
    const first = handlerOf(actions[0], world, run);
    const second = handlerOf(actions[1], world, run);
    if (name === "addCallback") promise = promise.then(first);
    else if (name === "addErrback") promise = promise.catch(first);
    else if (name === "addCallbacks") promise = promise.then(first, second);
    else if (name === "addBoth") promise = promise.then(first, first);
    else promise = promise.finally(() => first("finally") as undefined);
  }
  return promise;
}

async function ended(promise: PromiseLike<unknown>, trace: Trace): Promise<readonly unknown[]> {
  try {
    return ["value", await promise, trace];
  } catch (error) {
    return ["error", error, trace];
  }
}

describe("a random program", () => {
  it.each([
    ["after", true],
    ["before", false],
  ])("comes to what the same chain of promises comes to, when it is set up %s firing", async (_name, fireFirst) => {
    await fc.assert(
      fc.asyncProperty(program, async (steps) => {
        const ours: World = { trace: [] };
        const theirs: World = { trace: [] };
        expect(await ended(asDeferred(steps, "start", ours, fireFirst), ours.trace)).toEqual(
          await ended(asPromise(steps, "start", theirs), theirs.trace),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("comes to the same for each of several who look at the same point, and for the chain itself", async () => {
    await fc.assert(
      fc.asyncProperty(program, async (steps) => {
        const world: World = { trace: [] };
        const deferred = asDeferred(steps, "start", world, false);
        const looks = await Promise.allSettled([deferred, deferred.then(), deferred.finally(() => undefined)]);
        const [own] = await Promise.allSettled([deferred.addBoth((result) => [result])]);
        for (const look of looks) {
          expect(look).toEqual(looks[0]);
          expect(own).toEqual({
            status: "fulfilled",
            value: [look.status === "fulfilled" ? look.value : look.reason],
          });
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("random cancellations", () => {
  it("never let anything but the documented errors out, and fire each Deferred at most once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("cancel", "callback", "errback", "wait"), fc.nat(9), fc.nat(9)), {
          maxLength: 60,
        }),
        (operations) => {
          const fired = new Map<number, number>();
          const deferreds = Array.from({ length: 10 }, (_, i) => {
            const deferred = new Deferred<unknown>(i % 2 === 0 ? undefined : () => undefined);
            deferred.addBoth(() => {
              fired.set(i, (fired.get(i) ?? 0) + 1);
            });
            return deferred;
          });
          for (const [what, i, j] of operations) {
            const deferred = deferreds[i]!;
            // Only on later ones, so that no circle comes of it.
            if (what === "wait") deferred.addBoth(() => (j > i ? deferreds[j] : undefined));
            else if (what === "cancel") deferred.cancel();
            else {
              const before = deferred.called;
              try {
                if (what === "callback") deferred.callback(1);
                else deferred.errback(new Error("x"));
              } catch (error) {
                expect(before).toBe(true);
                expect(error).toMatchObject({ code: "ALREADY_CALLED" });
              }
            }
          }
          for (const [i, times] of fired) {
            expect(times).toBe(1);
            expect(deferreds[i]?.called).toBe(true);
          }
          for (const each of deferreds) each.addErrback(() => undefined);
        },
      ),
      { numRuns: 300 },
    );
  });
});
