import { describe, expect, it } from "@jest/globals";
import { compareSerials, nextSerial } from "../../src/zone/serial.js";

describe("serials (RFC 1982)", () => {
  it.each([
    [1, 2, -1],
    [2, 1, 1],
    [7, 7, 0],
    [0xffff_ffff, 0, -1],
    [0, 0xffff_ffff, 1],
    [0, 0x7fff_ffff, -1],
  ])("compares %d with %d", (a, b, sign) => {
    expect(Math.sign(compareSerials(a, b))).toBe(sign);
  });

  it("has no order for two that are half the circle apart", () => {
    expect(compareSerials(0, 0x8000_0000)).toBeNaN();
  });

  it("counts around, and leaves zero out", () => {
    expect([nextSerial(1), nextSerial(0xffff_ffff)]).toEqual([2, 1]);
  });
});
