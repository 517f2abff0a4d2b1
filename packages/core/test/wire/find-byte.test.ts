import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { findByte } from "../../src/wire/find-byte.js";
import { bytesOf } from "./random-splits.js";

describe("findByte", () => {
  it("finds the first one between its bounds, near and far, like a plain walk does", () => {
    fc.assert(
      fc.property(
        bytesOf("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 400),
        fc.nat(400),
        fc.nat(400),
        (bytes, a, b) => {
          const from = Math.min(a, b, bytes.length);
          const end = Math.min(Math.max(a, b), bytes.length);
          const near = bytes.subarray(from, end).indexOf("b");
          expect(findByte(bytes, 0x62, from, end)).toBe(near === -1 ? -1 : from + near);
        },
      ),
    );
  });

  it("doesn't see what stands at its end or behind it", () => {
    const bytes = Buffer.from(`${"a".repeat(300)}b`);
    expect(findByte(bytes, 0x62, 0, 300)).toBe(-1);
    expect(findByte(bytes, 0x62, 0, 301)).toBe(300);
  });
});
