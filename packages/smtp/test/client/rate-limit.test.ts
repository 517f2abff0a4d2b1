import { describe, expect, it } from "@jest/globals";
import { Clock } from "@twist/core/testing";
import fc from "fast-check";
import { RateLimit } from "../../src/client/rate-limit.js";

describe("RateLimit", () => {
  it("lets no more begin in any stretch of time than it may, and no fewer than it could", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(40), { maxLength: 60 }), (messages, pauses) => {
        const clock = new Clock();
        const rate = new RateLimit({ messages, perMs: 100 }, clock);
        const begun: number[] = [];
        for (const pause of pauses) {
          clock.advance(pause);
          const recent = begun.filter((time) => time > clock.now() - 100).length;
          expect(rate.waitMs === 0).toBe(recent < messages);
          if (rate.waitMs > 0) clock.advance(rate.waitMs);
          expect(rate.waitMs).toBe(0);
          rate.take();
          begun.push(clock.now());
        }
      }),
    );
  });

  it("refuses what is no rate", () => {
    for (const rate of [
      { messages: 0, perMs: 1 },
      { messages: 1, perMs: -1 },
      { messages: Infinity, perMs: 1 },
    ]) {
      expect(() => new RateLimit(rate, new Clock())).toThrow(RangeError);
    }
  });
});
