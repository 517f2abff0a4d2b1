import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeModifiedUTF7, encodeModifiedUTF7 } from "../../src/names/modified-utf7.js";

describe("modified UTF-7", () => {
  it.each([
    // RFC 3501 §5.1.3's own example.
    ["~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"],
    ["Größe", "Gr&APYA3w-e"],
    ["A & B", "A &- B"],
    ["&", "&-"],
    ["", ""],
    ["😀", "&2D3eAA-"],
  ])("spells %j as %j", (text, encoded) => {
    expect(encodeModifiedUTF7(text)).toBe(encoded);
    expect(decodeModifiedUTF7(encoded)).toBe(text);
  });

  it.each(["&", "&AP", "&AGE-", "&APYA3w-&APYA3w-", "&U,B-", "&APYA3x-", "&====-", "ö", "\t", "&2D0-", "&AP YA3w-"])(
    "doesn't take %j for a name",
    (encoded) => {
      expect(decodeModifiedUTF7(encoded)).toBeUndefined();
    },
  );

  it("gives back every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeModifiedUTF7(encodeModifiedUTF7(text))).toBe(text);
      }),
    );
  });

  it("has one spelling for each text", () => {
    const alphabet = fc.constantFrom("&", "-", ",", "A", "P", "Y", "w", "/", "=", "+", "ö", " ");
    fc.assert(
      fc.property(fc.string({ unit: alphabet }), (encoded) => {
        const text = decodeModifiedUTF7(encoded);
        if (text !== undefined) expect(encodeModifiedUTF7(text)).toBe(encoded);
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses half of a surrogate pair", () => {
    expect(() => encodeModifiedUTF7("a\ud800")).toThrow(RangeError);
  });
});
