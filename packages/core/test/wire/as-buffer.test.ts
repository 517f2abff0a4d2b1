import { describe, expect, it } from "@jest/globals";
import { asBuffer } from "../../src/wire/as-buffer.js";

describe("asBuffer", () => {
  it("gives a Buffer back as itself", () => {
    const buffer = Buffer.from("abc");
    expect(asBuffer(buffer)).toBe(buffer);
  });

  it("makes a Buffer over the same part of the same memory", () => {
    const array = Uint8Array.of(1, 2, 3, 4).subarray(1, 3);
    const buffer = asBuffer(array);
    expect(Buffer.isBuffer(buffer)).toBe(true);
    array[0] = 9;
    expect([...buffer]).toEqual([9, 3]);
  });
});
