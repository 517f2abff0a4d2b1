import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { assertNoLineBreaks } from "../../src/wire/injection-guard.js";
import { InvalidTokenError } from "../../src/wire/invalid-token-error.js";
import { bytesOf } from "./random-splits.js";

describe("assertNoLineBreaks", () => {
  it.each(["a\rb", "a\nb", "a\0b", "\r\n", "a\n"])("refuses %j, as text and as bytes, without showing it", (value) => {
    for (const form of [value, Buffer.from(value)]) {
      const refusal = () => {
        assertNoLineBreaks(form, "nickname");
      };
      expect(refusal).toThrow(InvalidTokenError);
      expect(refusal).toThrow(/^nickname holds a CR, LF or NUL$/);
    }
  });

  it("accepts all other text", () => {
    expect(() => {
      assertNoLineBreaks("Grüße, \u010A \u{1f600} \t \x1b", "text");
    }).not.toThrow();
  });

  it("refuses what latin1 would turn into a line break or lose", () => {
    // U+010A is "Ċ": Node writes its low byte, 0x0a.
    expect(Buffer.from("\u010A", "latin1")).toEqual(Buffer.from("\n"));
    for (const value of ["\u010A", "\u010D", "\u0100", "€"]) {
      expect(() => {
        assertNoLineBreaks(value, "user", "latin1");
      }).toThrow(new InvalidTokenError("user", "holds a character that latin1 can't carry"));
    }
    expect(() => {
      assertNoLineBreaks("ÿ", "user", "latin1");
    }).not.toThrow();
  });

  it("agrees with a search for the three bytes", () => {
    fc.assert(
      fc.property(bytesOf("abcdefg\r\n\0", 8), (bytes) => {
        const refused = /[\r\n\0]/.test(bytes.toString("latin1"));
        const check = () => {
          assertNoLineBreaks(bytes, "value");
        };
        if (refused) expect(check).toThrow(InvalidTokenError);
        else expect(check).not.toThrow();
      }),
    );
  });
});
