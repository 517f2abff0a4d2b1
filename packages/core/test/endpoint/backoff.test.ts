import { describe, expect, it } from "@jest/globals";
import { exponentialBackoff } from "../../src/endpoint/backoff.js";

describe("exponentialBackoff", () => {
  it("waits longer after each failure, up to its maximum", () => {
    const policy = exponentialBackoff({ jitter: 0 });
    expect([1, 2, 3, 4].map(policy)).toEqual([1000, 1500, 2250, 3375]);
    expect(policy(1000)).toBe(60_000);
  });

  it("spreads waits by the jitter, to both sides", () => {
    expect(exponentialBackoff({ random: () => 0 })(1)).toBe(750);
    expect(exponentialBackoff({ random: () => 0.5 })(1)).toBe(1000);
    expect(exponentialBackoff({ random: () => 1 })(1)).toBe(1250);
  });
});
