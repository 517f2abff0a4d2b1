import { describe, expect, it } from "@jest/globals";
import { QuotaCounter } from "../../src/filesystem/quota-counter.js";

describe("QuotaCounter", () => {
  it("gives up to its limits and takes nothing where it says no", () => {
    const quota = new QuotaCounter({ maxBytes: 10, maxFiles: 2, usedBytes: 4, usedFiles: 1 });
    expect(quota.reserve(6, 1)).toBe(true);
    expect(quota.reserve(1, 0)).toBe(false);
    expect(quota.reserve(0, 1)).toBe(false);
    expect([quota.usedBytes, quota.usedFiles]).toEqual([10, 2]);
    quota.release(3, 1);
    expect(quota.reserve(4, 0)).toBe(false);
    expect(quota.reserve(3, 1)).toBe(true);
  });

  it("lets somebody who is over the limit go on with what needs no more", () => {
    const quota = new QuotaCounter({ maxBytes: 10, maxFiles: 1, usedBytes: 50, usedFiles: 5 });
    expect(quota.reserve(0, 0)).toBe(true);
    quota.release(20, 1);
    expect(quota.reserve(1, 0)).toBe(false);
  });

  it("has no limits unless told, and never counts below nothing", () => {
    const quota = new QuotaCounter();
    expect(quota.reserve(Number.MAX_SAFE_INTEGER, 1_000_000)).toBe(true);
    quota.release(Infinity, Infinity);
    expect([quota.usedBytes, quota.usedFiles]).toEqual([0, 0]);
  });

  it("refuses limits that are none", () => {
    expect(() => new QuotaCounter({ maxBytes: -1 })).toThrow(RangeError);
    expect(() => new QuotaCounter({ maxFiles: NaN })).toThrow(RangeError);
  });
});
