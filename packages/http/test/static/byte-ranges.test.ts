import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { coalesceRanges, multipartRanges, pieceBytes } from "../../src/static/byte-ranges.js";

describe("coalesceRanges", () => {
  it("sorts, and joins what overlaps, touches or nearly does", () => {
    const ranges = [
      { start: 500, end: 599 },
      { start: 0, end: 9 },
      { start: 5, end: 20 },
      { start: 21, end: 30 },
      { start: 111, end: 120 },
      { start: 202, end: 210 },
    ];
    expect(coalesceRanges(ranges)).toEqual([
      { start: 0, end: 120 },
      { start: 202, end: 210 },
      { start: 500, end: 599 },
    ]);
  });

  it("sends every byte that was asked for, none twice, and none of the gaps that are worth a part", () => {
    const range = fc.tuple(fc.nat(5_000), fc.nat(500)).map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 16 }), (ranges) => {
        const merged = coalesceRanges(ranges);
        for (const [i, { start, end }] of merged.entries()) {
          const before = merged[i - 1];
          expect(before === undefined || start > before.end + 81).toBe(true);
          expect(end).toBeGreaterThanOrEqual(start);
        }
        for (const asked of ranges) {
          expect(merged.some(({ start, end }) => start <= asked.start && end >= asked.end)).toBe(true);
        }
      }),
    );
  });
});

describe("multipartRanges", () => {
  it("frames each part, and knows how long all of it is", () => {
    const content = Buffer.from("0123456789");
    const multipart = multipartRanges(
      [
        { start: 0, end: 1 },
        { start: 8, end: 9 },
      ],
      10,
      "text/plain",
      "B",
    );
    const body = Buffer.concat(
      multipart.pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : content.subarray(piece.start, piece.end + 1))),
    );
    expect(body.toString().replaceAll("\r\n", "\n")).toBe(
      "--B\nContent-Type: text/plain\nContent-Range: bytes 0-1/10\n\n01\n" +
        "--B\nContent-Type: text/plain\nContent-Range: bytes 8-9/10\n\n89\n--B--\n",
    );
    expect(multipart.contentLength).toBe(body.length);
    expect(multipart.pieces.map(pieceBytes).reduce((a, b) => a + b)).toBe(body.length);
  });
});
