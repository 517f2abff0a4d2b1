import { describe, expect, it } from "@jest/globals";
import { encodeLengthPrefixed } from "../../src/wire/encode-length-prefixed.js";

describe("encodeLengthPrefixed", () => {
  it.each([
    [1, "big", "03616263"],
    [1, "little", "03616263"],
    [2, "big", "0003616263"],
    [2, "little", "0300616263"],
    [4, "big", "00000003616263"],
    [4, "little", "03000000616263"],
  ] as const)("writes a prefix of %d bytes, %s end first", (prefixBytes, byteOrder, hex) => {
    expect(encodeLengthPrefixed(Buffer.from("abc"), { prefixBytes, byteOrder }).toString("hex")).toBe(hex);
  });

  it("writes the high byte first if not told otherwise", () => {
    expect(encodeLengthPrefixed(Buffer.alloc(0x0102), { prefixBytes: 2 }).readUInt16BE()).toBe(0x0102);
  });

  it("refuses a frame that its prefix has no number for", () => {
    expect(encodeLengthPrefixed(Buffer.alloc(255), { prefixBytes: 1 })).toHaveLength(256);
    expect(() => encodeLengthPrefixed(Buffer.alloc(256), { prefixBytes: 1 })).toThrow(RangeError);
    expect(() => encodeLengthPrefixed(Buffer.alloc(65_536), { prefixBytes: 2 })).toThrow(RangeError);
    expect(() => encodeLengthPrefixed(Buffer.alloc(1), { prefixBytes: 3 as 4 })).toThrow(RangeError);
  });
});
