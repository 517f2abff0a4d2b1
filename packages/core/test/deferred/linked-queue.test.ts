import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

import { LinkedQueue, type QueuePlace } from "../../src/deferred/linked-queue.js";

describe("a LinkedQueue", () => {
  it("is empty at first", () => {
    const queue = new LinkedQueue<number>();
    expect([queue.size, queue.shift()]).toEqual([0, undefined]);
  });

  it("behaves like an array under any sequence of push, shift and remove", () => {
    const operation = fc.oneof(fc.constant("push" as const), fc.constant("shift" as const), fc.nat(20));
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 100 }), (operations) => {
        const queue = new LinkedQueue<number>();
        const places: QueuePlace<number>[] = [];
        let model: number[] = [];
        operations.forEach((each, n) => {
          if (each === "push") {
            places.push(queue.push(n));
            model.push(n);
          } else if (each === "shift") {
            expect(queue.shift()?.element).toBe(model.shift());
          } else {
            const place = places[each];
            if (place === undefined) return;
            queue.remove(place);
            model = model.filter((element) => element !== place.element);
          }
          expect(queue.size).toBe(model.length);
        });
        for (const element of model) expect(queue.shift()?.element).toBe(element);
        expect(queue.shift()).toBeUndefined();
      }),
    );
  });
});
