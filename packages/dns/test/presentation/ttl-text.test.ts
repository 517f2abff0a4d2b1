import { describe, expect, it } from "@jest/globals";
import { parseTTL } from "../../src/presentation/ttl-text.js";

describe("parseTTL", () => {
  it.each([
    ["0", 0],
    ["3600", 3600],
    ["1h30m", 5400],
    ["1W2d3H4m5S", 788_645],
    ["2147483647", 0x7fff_ffff],
  ])("reads %s as %d seconds", (text, seconds) => {
    expect(parseTTL(text)).toBe(seconds);
  });

  it.each(["", "h", "1h30", "1x", "1h1h", "-1", "1.5h", "2147483648", "4000w", "9".repeat(40)])(
    "refuses %j",
    (text) => {
      expect(parseTTL(text)).toBeUndefined();
    },
  );
});
