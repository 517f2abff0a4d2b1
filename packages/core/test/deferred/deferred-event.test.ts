import { describe, expect, it } from "@jest/globals";

import { CancelledError } from "../../src/deferred/deferred-errors.js";
import { DeferredEvent } from "../../src/deferred/deferred-event.js";
import { errorOf, outcomeOf } from "./outcome.js";
import { collectUnhandled } from "./unhandled.js";

collectUnhandled();

describe("a DeferredEvent", () => {
  it("calls all who wait, in order, when it is set", () => {
    const event = new DeferredEvent();
    const order: number[] = [];
    for (const i of [1, 2, 3]) event.wait().addCallback(() => order.push(i));
    expect([event.isSet, order]).toEqual([false, []]);
    event.set();
    expect([event.isSet, order]).toEqual([true, [1, 2, 3]]);
  });

  it("lets nobody wait while it is set", () => {
    const event = new DeferredEvent();
    event.set();
    event.set();
    expect(outcomeOf(event.wait())).toEqual(["value", undefined]);
  });

  it("makes them wait again after clear()", () => {
    const event = new DeferredEvent();
    event.set();
    event.clear();
    const waiter = event.wait();
    expect(waiter.called).toBe(false);
    event.set();
    expect(waiter.called).toBe(true);
  });

  it("calls all who waited, and not those who come after a clear() in one of these calls", () => {
    const event = new DeferredEvent();
    const order: string[] = [];
    event.wait().addCallback(() => {
      order.push("first");
      event.clear();
      event.wait().addCallback(() => order.push("next time"));
    });
    event.wait().addCallback(() => order.push("second"));
    event.set();
    expect(order).toEqual(["first", "second"]);
    event.set();
    expect(order).toEqual(["first", "second", "next time"]);
  });

  it("forgets one who is cancelled, also by another who is called", () => {
    const event = new DeferredEvent();
    const victim = new DeferredEvent().wait();
    victim.cancel();
    expect(errorOf(victim)).toBeInstanceOf(CancelledError);
    event.wait().addCallback(() => {
      later.cancel();
    });
    const later = event.wait();
    event.set();
    expect(errorOf(later)).toBeInstanceOf(CancelledError);
  });
});
