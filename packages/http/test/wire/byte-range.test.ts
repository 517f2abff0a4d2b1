import { describe, expect, it } from "@jest/globals";
import { parseByteRanges } from "../../src/wire/byte-range.js";

describe("parseByteRanges", () => {
  it.each([
    ["bytes=0-0", [[0, 0]]],
    ["bytes=0-499", [[0, 99]]],
    ["bytes=90-", [[90, 99]]],
    ["bytes=-10", [[90, 99]]],
    ["bytes=-1000", [[0, 99]]],
    [
      "Bytes= 0-1 ,, 5-6",
      [
        [0, 1],
        [5, 6],
      ],
    ],
    ["bytes=0-1,200-300", [[0, 1]]],
    ["bytes=0-99999999999999999999", [[0, 99]]],
    ["bytes=100-", []],
    ["bytes=-0", []],
  ])("reads %s of 100 bytes", (value, expected) => {
    expect(parseByteRanges(value, 100)).toEqual(expected.map(([start, end]) => ({ start, end })));
  });

  it.each([
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=5-4",
    "bytes=a-b",
    "bytes=0-1,x",
    "items=0-1",
    "bytes=+1-2",
    "bytes=1--2",
    "bytes=0x1-2",
    "bytes 0-1",
  ])("ignores %j", (value) => {
    expect(parseByteRanges(value, 100)).toBeUndefined();
  });

  it("satisfies nothing of an empty representation", () => {
    expect(parseByteRanges("bytes=0-,-1", 0)).toEqual([]);
  });

  it("ignores more ranges than the limit", () => {
    expect(parseByteRanges(`bytes=${"0-0,".repeat(16)}`, 100)).toHaveLength(16);
    expect(parseByteRanges(`bytes=${"0-0,".repeat(17)}`, 100)).toBeUndefined();
    expect(parseByteRanges("bytes=0-0,1-1", 100, 1)).toBeUndefined();
  });
});
