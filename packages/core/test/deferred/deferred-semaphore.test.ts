import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { Deferred } from "../../src/deferred/deferred.js";
import { DeferredSemaphore } from "../../src/deferred/deferred-semaphore.js";
import { outcomeOf } from "./outcome.js";
import { collectUnhandled } from "./unhandled.js";

collectUnhandled();

describe("a DeferredSemaphore", () => {
  it.each([0, -1, 1.5, Number.NaN, Infinity])("refuses a limit of %p", (limit) => {
    expect(() => new DeferredSemaphore(limit)).toThrow(RangeError);
  });

  it("lets in as many as it has tokens, and the next when one leaves", () => {
    const semaphore = new DeferredSemaphore(2);
    const inside: number[] = [];
    for (const i of [0, 1, 2]) semaphore.acquire().addCallback(() => inside.push(i));
    expect(inside).toEqual([0, 1]);
    expect([semaphore.limit, semaphore.tokens, semaphore.waiting]).toEqual([2, 0, 1]);
    semaphore.release();
    expect(inside).toEqual([0, 1, 2]);
  });

  it("refuses more releases than there were acquires", () => {
    const semaphore = new DeferredSemaphore(2);
    outcomeOf(semaphore.acquire());
    semaphore.release();
    expect(() => {
      semaphore.release();
    }).toThrow(TypeError);
    expect(semaphore.tokens).toBe(2);
  });

  it("never runs more than its limit, runs each job once, and ends with all tokens", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom("start", "finish", "fail", "cancel"), { maxLength: 60 }),
        (limit, operations) => {
          const semaphore = new DeferredSemaphore(limit);
          const running: Deferred<void>[] = [];
          const results: Deferred<void>[] = [];
          let most = 0;
          for (const operation of operations) {
            if (operation === "start") {
              const result = semaphore.run(() => {
                const job = new Deferred<void>();
                running.push(job);
                most = Math.max(most, running.length);
                return job.addFinally(() => running.splice(running.indexOf(job), 1));
              });
              results.push(result.addErrback(() => undefined));
            } else if (operation === "finish") running[0]?.callback();
            else if (operation === "fail") running[0]?.errback(new Error("no"));
            else results.at(-1)?.cancel();
          }
          while (running.length > 0) running[0]?.callback();
          expect(most).toBeLessThanOrEqual(limit);
          expect(semaphore.tokens).toBe(limit);
          expect(semaphore.waiting).toBe(0);
          for (const result of results) expect(outcomeOf(result)[0]).toBe("value");
        },
      ),
    );
  });
});
