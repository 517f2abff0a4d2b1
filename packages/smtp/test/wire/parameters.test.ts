import { describe, expect, it } from "@jest/globals";
import { InvalidTokenError } from "@twist/core/wire";
import fc from "fast-check";
import { formatParameters, parseParameters } from "../../src/wire/esmtp-parameters.js";
import { formatOriginalRecipient, parseOriginalRecipient } from "../../src/wire/original-recipient.js";
import { SMTPError } from "../../src/wire/smtp-error.js";
import { decodeXtext, encodeXtext } from "../../src/wire/xtext.js";

const printable = fc.string({ unit: "binary" }).filter((text) => !/[\p{Cc}\p{Surrogate}\ufffd]/u.test(text));

describe("parameters", () => {
  it("come back as what they were", () => {
    const keyword = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{0,10}$/);
    const value = fc.option(fc.stringMatching(/^[!-<>-~é-ž]{1,20}$/), { nil: undefined });
    fc.assert(
      fc.property(fc.dictionary(keyword, value, { maxKeys: 10 }), (given) => {
        const entries = Object.entries(given);
        expect([...parseParameters(`x${formatParameters(entries)}`, 1)]).toEqual(entries);
      }),
    );
  });

  it("throw nothing but an SMTPError, whatever they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          parseParameters(` ${text}`, 0);
        } catch (error) {
          expect(error).toBeInstanceOf(SMTPError);
        }
      }),
    );
  });

  it.each([
    " SIZE=",
    " =1",
    " SIZE=1 size=2",
    "SIZE=1",
    " a=b=c",
    " -a",
    " é=1",
    " A\t=1",
    ` ${Array.from({ length: 21 }, (_, i) => `K${String(i)}`).join(" ")}`,
  ])("refuses %j", (text) => {
    expect(() => parseParameters(text, 0)).toThrow(SMTPError);
  });

  // GHSA-c7w3-x93f-qmm8, CPython bpo-43124.
  it.each([
    ["SIZE", "1\r\nRCPT TO:<x@y>"],
    ["SIZE", "1 X=2"],
    ["S\r\nX", "1"],
    ["A", ""],
    ["A", "x\0"],
    ["A", "x=y"],
  ])("write no %j=%j", (keyword, value) => {
    expect(() => formatParameters([[keyword, value]])).toThrow(InvalidTokenError);
  });
});

describe("xtext", () => {
  it("carries any text without controls", () => {
    fc.assert(
      fc.property(printable, (text) => {
        expect(encodeXtext(text)).toMatch(/^[!-<>-~]*$/);
        expect(decodeXtext(encodeXtext(text))).toBe(text);
      }),
    );
  });

  it.each(["a+0D+0A", "a+00", "+7F", "a b", "a=b", "+", "+2", "+2x", "+e9", "+FF", "é"])("refuses %j", (xtext) => {
    expect(() => decodeXtext(xtext)).toThrow(SMTPError);
  });

  it("writes no controls", () => {
    expect(() => encodeXtext("a\r\nb")).toThrow(InvalidTokenError);
  });
});

describe("ORCPT", () => {
  it("comes back as what it was, in either type", () => {
    const address = printable.filter((text) => text !== "" && text.length < 20);
    fc.assert(
      fc.property(fc.constantFrom("rfc822", "utf-8"), address, (type, given) => {
        expect(parseOriginalRecipient(formatOriginalRecipient({ type, address: given }))).toEqual({
          type,
          address: given,
        });
      }),
    );
  });

  it("reads embedded characters outside ASCII (RFC 6533 §3)", () => {
    expect(parseOriginalRecipient("utf-8;\\x{5A}\\x{B5}a@example.com")).toEqual({
      type: "utf-8",
      address: "Zµa@example.com",
    });
  });

  it.each([
    "",
    "rfc822",
    "rfc822;",
    ";a",
    "rfc822;a+0A",
    "utf-8;\\x{0A}",
    "utf-8;\\x{D800}",
    "utf-8;\\x",
    `rfc822;${"a".repeat(500)}`,
  ])("refuses %j", (value) => {
    expect(() => parseOriginalRecipient(value)).toThrow(SMTPError);
  });
});
