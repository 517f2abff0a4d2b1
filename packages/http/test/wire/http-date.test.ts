import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatHTTPDate, parseHTTPDate } from "../../src/wire/http-date.js";

const THEN = Date.UTC(1994, 10, 6, 8, 49, 37);
const NOW = Date.UTC(2026, 0, 1);

describe("HTTP dates", () => {
  it("are written as IMF-fixdate", () => {
    expect(formatHTTPDate(THEN + 999)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
    expect(() => formatHTTPDate(Number.NaN)).toThrow(RangeError);
    expect(() => formatHTTPDate(Date.UTC(10_000, 0))).toThrow(RangeError);
  });

  it.each(["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])(
    "are read from %s",
    (text) => {
      expect(parseHTTPDate(text, NOW)).toBe(THEN);
    },
  );

  it("take two digits of a year for the past where they would be more than 50 years ahead", () => {
    const year = (digits: string): number =>
      new Date(parseHTTPDate(`Sunday, 06-Nov-${digits} 08:49:37 GMT`, NOW) ?? 0).getUTCFullYear();
    expect([year("76"), year("77"), year("26")]).toEqual([2076, 1977, 2026]);
  });

  it("read back what was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(0, 0) / 1000, max: Date.UTC(9999, 11, 31) / 1000 }), (seconds) => {
        expect(parseHTTPDate(formatHTTPDate(seconds * 1000), NOW)).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    "",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "sun, 06 nov 1994 08:49:37 gmt",
    "Xyz, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Xyz 1994 08:49:37 GMT",
    "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:49:37 GMT",
    "Sun, 06 Nov 1994 08:60:37 GMT",
    "1994-11-06T08:49:37Z",
    `Sun, 06 Nov 1994 08:49:37 GMT${" ".repeat(65_536)}`,
  ])("aren't read from %#", (text) => {
    expect(parseHTTPDate(text, NOW)).toBeUndefined();
  });
});
