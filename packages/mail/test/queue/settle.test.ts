import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DueHeap } from "../../src/queue/due-heap.js";
import { queueLimits } from "../../src/queue/queue-limits.js";
import type { QueueEntry } from "../../src/queue/queue-entry.js";
import { retryDelayMs, retrySchedule } from "../../src/queue/retry-schedule.js";
import { settle } from "../../src/queue/settle.js";

const minute = 60_000;
const schedule = retrySchedule();

function entry(changes: Partial<QueueEntry> = {}): QueueEntry {
  const recipients = [{ address: "carol@x.example" }];
  return {
    id: "ABCDEFGH",
    sender: "a@b.example",
    receivedAt: 0,
    size: 1,
    attempts: 0,
    nextAttemptAt: 0,
    recipients,
    ...changes,
  };
}

const later = { status: "4.2.1", text: "450 busy" };

describe("settle", () => {
  it("counts a recipient of whom nothing is known as not tried", () => {
    const { next } = settle(entry(), [], { schedule, wallTime: 0, random: 0.5 });
    expect(next).toMatchObject({ attempts: 1, nextAttemptAt: 5 * minute, recipients: [{ last: { status: "4.3.0" } }] });
  });

  it("makes the last attempt when the time is over, and none behind it", () => {
    const { giveUpAfterMs } = schedule;
    const old = entry({ attempts: 30 });
    const [recipient] = old.recipients;
    if (recipient === undefined) throw new Error("there is one");
    const outcome = { recipient, kind: "deferred", status: later } as const;
    const before = settle(old, [outcome], { schedule, wallTime: giveUpAfterMs - minute, random: 0.5 });
    expect(before.next?.nextAttemptAt).toBe(giveUpAfterMs);
    const after = settle(old, [outcome], { schedule, wallTime: giveUpAfterMs, random: 0.5 });
    expect(after.next).toBeUndefined();
    expect(after.reports).toMatchObject([{ action: "failed" }]);
  });

  it("reports nothing of mail from nobody", () => {
    const bounce = entry({ sender: "" });
    const [recipient] = bounce.recipients;
    if (recipient === undefined) throw new Error("there is one");
    const outcome = { recipient, kind: "failed", status: later } as const;
    expect(settle(bounce, [outcome], { schedule, wallTime: 0, random: 0 })).toEqual({ next: undefined, reports: [] });
  });
});

describe("the schedule of retries", () => {
  it("waits longer and longer, and then the same, a tenth more or less", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 100].map((attempts) => retryDelayMs(schedule, attempts, 0.5) / minute);
    expect(delays).toEqual([5, 15, 30, 60, 120, 240, 240, 240]);
    expect(retryDelayMs(schedule, 1, 0)).toBe(4.5 * minute);
    expect(retryDelayMs(schedule, 1, 0.999999)).toBeCloseTo(5.5 * minute, -2);
  });

  it.each([
    { delaysMs: [] },
    { delaysMs: [0] },
    { delaysMs: [NaN] },
    { jitter: 1 },
    { jitter: NaN },
    { giveUpAfterMs: 0 },
    { warnAfterMs: NaN },
  ])("refuses %j", (changes) => {
    expect(() => retrySchedule(changes)).toThrow(RangeError);
  });
});

describe("the limits of the queue", () => {
  it("are checked", () => {
    expect(() => queueLimits({ maxEntries: 0 })).toThrow(RangeError);
    expect(() => queueLimits({ maxEntry: 1 } as never)).toThrow(TypeError);
    expect(queueLimits({ maxBytes: Infinity }).maxBytes).toBe(Infinity);
  });
});

describe("DueHeap", () => {
  it("gives back what is due first, whatever was added when", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(50))), (steps) => {
        const heap = new DueHeap<{ readonly dueAt: number }>();
        const model: number[] = [];
        for (const dueAt of steps) {
          if (dueAt === null) {
            expect(heap.removeFirst()?.dueAt).toBe(model.shift());
          } else {
            heap.add({ dueAt });
            model.push(dueAt);
            model.sort((a, b) => a - b);
          }
          expect(heap.first?.dueAt).toBe(model[0]);
        }
        expect(heap.removeAll()).toHaveLength(model.length);
        expect(heap.first).toBeUndefined();
      }),
    );
  });
});
