import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { sanitizeForLog } from "../../src/wire/sanitize-for-log.js";

describe("sanitizeForLog", () => {
  it.each([
    ["plain text, Grüße, 日本語, \u{1f600}", "plain text, Grüße, 日本語, \u{1f600}"],
    ["a\r\nb\tc\0", "a\\r\\nb\\tc\\x00"],
    ["\x1b[2J\x9b31m\x7f", "\\x1b[2J\\x9b31m\\x7f"],
    ["\u202egnp.exe\u2066\u200f", "\\u{202e}gnp.exe\\u{2066}\\u{200f}"],
    ["a\u2028b\u2029c\u0085", "a\\u{2028}b\\u{2029}c\\x85"],
    ["a\u200bb\ufeffc\u{e0041}", "a\\u{200b}b\\u{feff}c\\u{e0041}"],
    ["\ud800x", "\\u{d800}x"],
    ["\\n", "\\\\n"],
  ])("shows %j as %j", (text, shown) => {
    expect(sanitizeForLog(text)).toBe(shown);
  });

  it("reads bytes as UTF-8", () => {
    expect(sanitizeForLog(Buffer.from("é\x07"))).toBe("é\\x07");
    expect(sanitizeForLog(Uint8Array.of(0x41, 0xff, 0x42))).toBe("A\ufffdB");
  });

  it("cuts at the length, between characters and between escapes", () => {
    expect(sanitizeForLog("abcdef", 6)).toBe("abcdef");
    expect(sanitizeForLog("abcdefg", 6)).toBe("abcde…");
    expect(sanitizeForLog("abc\x1b\x1b", 8)).toBe("abc\\x1b…");
    expect(sanitizeForLog("abcd\u{1f600}x", 6)).toBe("abcd…");
    expect(sanitizeForLog("abcd\u{1f600}", 6)).toBe("abcd\u{1f600}");
    expect(sanitizeForLog("\x1b", 1)).toBe("…");
    expect(sanitizeForLog(Buffer.alloc(1_000_000, "x"), 10)).toBe("xxxxxxxxx…");
  });

  it("refuses a length that is none", () => {
    for (const length of [0, -1, 1.5, NaN, Infinity]) expect(() => sanitizeForLog("x", length)).toThrow(RangeError);
  });

  it("gives only safe characters, within the length, for any input", () => {
    const input = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 100 }));
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 60 }), (text, maxLength) => {
        const shown = sanitizeForLog(text, maxLength);
        expect(shown.length).toBeLessThanOrEqual(maxLength);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it("shows different texts differently", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        expect(sanitizeForLog(a, 10_000) === sanitizeForLog(b, 10_000)).toBe(a === b);
      }),
    );
    expect(sanitizeForLog("\\x1b")).not.toBe(sanitizeForLog("\x1b"));
  });
});
