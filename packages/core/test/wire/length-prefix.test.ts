import { describe, expect, it } from "@jest/globals";
import { longestFrame } from "../../src/wire/length-prefix.js";

describe("longestFrame", () => {
  it("knows the prefixes that there are", () => {
    expect([1, 2, 4].map(longestFrame)).toEqual([255, 65_535, 4_294_967_295]);
    expect(() => longestFrame(3)).toThrow(new RangeError("prefixBytes must be 1, 2 or 4, not 3"));
  });
});
