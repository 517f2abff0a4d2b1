import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { quoteOctets, unescapeOctets } from "../../src/presentation/octet-escapes.js";

describe("escapes", () => {
  it("reads back what it quotes, whatever the octets", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        const text = quoteOctets(octets);
        expect(text).toMatch(/^"[ -~]*"$/);
        expect(Buffer.from(unescapeOctets(text.slice(1, -1)) ?? "x", "latin1")).toEqual(Buffer.from(octets));
      }),
    );
  });

  it.each([
    ['a\\b\\\\c\\"', 'ab\\c"'],
    ["\\065\\0657", "AA7"],
    ["\\255", "\xff"],
  ])("takes %j for %j", (text, octets) => {
    expect(unescapeOctets(text)).toBe(octets);
  });

  it.each(["\\256", "\\1", "\\12", "\\12x", "\\", "a\\999"])("takes %j for no text", (text) => {
    expect(unescapeOctets(text)).toBeUndefined();
  });
});
