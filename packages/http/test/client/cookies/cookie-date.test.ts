import { describe, expect, it } from "@jest/globals";
import { parseCookieDate } from "../../../src/client/cookies/cookie-date.js";

describe("parseCookieDate", () => {
  it.each([
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "6 nov 1994 8:49:37",
    "08:49:37 1994/November/06",
  ])("reads %s", (text) => {
    expect(parseCookieDate(text)).toBe(784_111_777_000);
  });

  it("takes years of two digits from 1970 to 2069", () => {
    expect(new Date(parseCookieDate("1 Jan 69 00:00:00") ?? 0).getUTCFullYear()).toBe(2069);
    expect(new Date(parseCookieDate("1 Jan 70 00:00:01") ?? 1).getUTCFullYear()).toBe(1970);
  });

  it.each([
    "",
    "nonsense",
    "06 Nov 1994",
    "06 Nov 1994 24:00:00",
    "31 Feb 1994 00:00:00",
    "06 Nov 1600 00:00:00",
    "0 Nov 1994 00:00:00",
    "x".repeat(10_000),
  ])("finds no date in %j", (text) => {
    expect(parseCookieDate(text)).toBeUndefined();
  });
});
