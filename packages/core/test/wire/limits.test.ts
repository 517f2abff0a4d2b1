import { describe, expect, it } from "@jest/globals";
import { type Limits, assertLimit, defaultLimits, resolveLimits } from "../../src/wire/limits.js";

describe("defaultLimits", () => {
  it("has every limit on", () => {
    const values = Object.values(defaultLimits) as number[];
    expect(values).toHaveLength(9);
    for (const value of values) expect(Number.isSafeInteger(value) && value > 0).toBe(true);
    expect(Object.isFrozen(defaultLimits)).toBe(true);
  });
});

describe("resolveLimits", () => {
  it("gives the defaults where nothing is asked for", () => {
    expect(resolveLimits()).toEqual(defaultLimits);
    expect(resolveLimits({ maxLineBytes: undefined })).toEqual(defaultLimits);
  });

  it("takes what is asked for, and leaves the defaults as they are", () => {
    const limits: Limits = resolveLimits({ maxLineBytes: 512, idleTimeoutMs: Infinity });
    expect(limits).toEqual({ ...defaultLimits, maxLineBytes: 512, idleTimeoutMs: Infinity });
    expect(Object.isFrozen(limits)).toBe(true);
    expect(defaultLimits.maxLineBytes).toBe(16_384);
  });

  it("works on a package's own set of limits", () => {
    interface OwnLimits extends Pick<Limits, "maxLineBytes"> {
      readonly maxRecipients: number;
    }
    const own: OwnLimits = { maxLineBytes: 1000, maxRecipients: 100 };
    const limits: OwnLimits = resolveLimits({ maxRecipients: 5 }, own);
    expect(limits).toEqual({ maxLineBytes: 1000, maxRecipients: 5 });
  });

  it.each([0, -1, 1.5, NaN, -Infinity, 2 ** 53])("refuses %p, naming the field", (value) => {
    expect(() => resolveLimits({ maxConnections: value })).toThrow(RangeError);
    expect(() => resolveLimits({ maxConnections: value })).toThrow(/^maxConnections must be a positive integer/);
  });

  it("refuses a number that is written as a string", () => {
    const fromJSON = JSON.parse('{ "maxLineBytes": "512" }') as Partial<Limits>;
    expect(() => resolveLimits(fromJSON)).toThrow(RangeError);
  });

  it.each(["maxLineByte", "toString", "__proto__"])("refuses the name %p, which no limit has", (name) => {
    const fromJSON = JSON.parse(`{ "${name}": 512 }`) as Partial<Limits>;
    expect(() => resolveLimits(fromJSON)).toThrow(new TypeError(`there is no limit named ${name}`));
  });
});

describe("assertLimit", () => {
  it("accepts positive integers and Infinity", () => {
    for (const value of [1, 2 ** 53 - 1, Infinity]) {
      expect(() => {
        assertLimit("maxLineBytes", value);
      }).not.toThrow();
    }
  });
});
