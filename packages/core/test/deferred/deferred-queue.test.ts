import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { CancelledError, QueueOverflow, QueueUnderflow } from "../../src/deferred/deferred-errors.js";
import { DeferredQueue } from "../../src/deferred/deferred-queue.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled } from "./unhandled.js";

collectUnhandled();

describe("a DeferredQueue", () => {
  it("gives values in the order in which they were put, to takers in the order in which they came", () => {
    const queue = new DeferredQueue<string>();
    queue.put("a");
    queue.put("b");
    expect(queue.size).toBe(2);
    const takers = [queue.get(), queue.get(), queue.get(), queue.get()];
    expect([queue.size, queue.backlog]).toEqual([0, 2]);
    queue.put("c");
    queue.put("d");
    expect(takers.map((taker) => outcomeOf(taker)[1])).toEqual(["a", "b", "c", "d"]);
  });

  it("refuses a value over its size, and still gives what it has", () => {
    const queue = new DeferredQueue<number>({ size: 1 });
    queue.put(1);
    expect(() => {
      queue.put(2);
    }).toThrow(QueueOverflow);
    expect(outcomeOf(queue.get())).toEqual(["value", 1]);
    queue.put(3);
    expect(outcomeOf(queue.get())).toEqual(["value", 3]);
  });

  it("with a size of 0 gives values only to those who wait", () => {
    const queue = new DeferredQueue<number>({ size: 0 });
    expect(() => {
      queue.put(1);
    }).toThrow(expect.objectContaining({ code: "QUEUE_OVERFLOW" }));
    const taker = queue.get();
    queue.put(2);
    expect(outcomeOf(taker)).toEqual(["value", 2]);
  });

  it("refuses a taker over its backlog", () => {
    const queue = new DeferredQueue<number>({ backlog: 1 });
    const taker = queue.get();
    expect(() => queue.get()).toThrow(QueueUnderflow);
    queue.put(1);
    expect(outcomeOf(taker)).toEqual(["value", 1]);
    outcomeOf(queue.get());
  });

  it("with a backlog of 0 gives only what is there", () => {
    const queue = new DeferredQueue<number>({ backlog: 0 });
    expect(() => queue.get()).toThrow(expect.objectContaining({ code: "QUEUE_UNDERFLOW" }));
    queue.put(1);
    expect(outcomeOf(queue.get())).toEqual(["value", 1]);
  });

  it("gives nothing to a taker who is cancelled, and makes room in the backlog", () => {
    const queue = new DeferredQueue<string>({ backlog: 2 });
    const impatient = queue.get();
    const patient = queue.get();
    impatient.cancel();
    expect(queue.backlog).toBe(1);
    queue.put("for the patient");
    expect(errorOf(impatient)).toBeInstanceOf(CancelledError);
    expect(outcomeOf(patient)).toEqual(["value", "for the patient"]);
  });

  it("refuses a promise, and loses nobody by it", () => {
    const queue = new DeferredQueue<unknown>();
    const taker = queue.get();
    expect(() => {
      queue.put(Promise.resolve(1));
    }).toThrow(TypeError);
    queue.put(1);
    expect(outcomeOf(taker)).toEqual(["value", 1]);
  });

  it.each([{ size: -1 }, { backlog: 0.5 }, { size: Number.NaN }])("refuses the limits %p", (options) => {
    expect(() => new DeferredQueue(options)).toThrow(RangeError);
  });

  it("behaves like a plain list under any sequence of put, get and cancel", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("put", "get", "cancel"), { maxLength: 100 }), (operations) => {
        const queue = new DeferredQueue<number>();
        const values: number[] = [];
        const waiting: number[] = [];
        const expected = new Map<number, number>();
        const got = new Map<number, number>();
        const takers: ReturnType<typeof queue.get>[] = [];
        operations.forEach((operation, n) => {
          if (operation === "put") {
            const first = waiting.shift();
            if (first === undefined) values.push(n);
            else expected.set(first, n);
            queue.put(n);
          } else if (operation === "get") {
            const taker = takers.length;
            const value = values.shift();
            if (value === undefined) waiting.push(taker);
            else expected.set(taker, value);
            const taken = queue.get();
            takers.push(taken);
            taken.addCallbacks(
              (v) => got.set(taker, v),
              () => undefined,
            );
          } else {
            const last = waiting.pop();
            if (last !== undefined) takers[last]?.cancel();
          }
          expect([queue.size, queue.backlog]).toEqual([values.length, waiting.length]);
        });
        expect(got).toEqual(expected);
      }),
    );
  });
});
