import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseList } from "../../src/wire/list.js";
import { parseParameterized, quoteIfNeeded } from "../../src/wire/parameters.js";

describe("parseList", () => {
  it("separates at commas outside quotes, and drops empty members", () => {
    expect(parseList('a, "b,c" ,,\td;e="f,\\"g"')).toEqual(["a", '"b,c"', 'd;e="f,\\"g"']);
    expect(parseList(" , ,")).toEqual([]);
  });

  it("trims SP and HTAB and nothing else", () => {
    expect(parseList("\xa0a\xa0,\x85")).toEqual(["\xa0a\xa0", "\x85"]);
  });

  it("takes what an unclosed quote holds for one member", () => {
    expect(parseList('a, "b, c\\')).toEqual(["a", '"b, c\\']);
  });
});

describe("parseParameterized", () => {
  it("reads tokens and quoted strings", () => {
    expect(parseParameterized('text/html ; Charset=utf-8;; x="a;\\"b\\\\" ')).toEqual({
      value: "text/html",
      parameters: [
        ["charset", "utf-8"],
        ["x", 'a;"b\\'],
      ],
    });
  });

  it.each(["a;b", "a;b=", "a;=c", "a;b=c d", 'a;b="c', 'a;b="c\\', 'a;b="c"d', 'a;b="\n"', "a;b = c"])(
    "refuses %j",
    (text) => {
      expect(parseParameterized(text)).toBeUndefined();
    },
  );

  it("reads back what was quoted", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
          minLength: 1,
        }),
        (value) => {
          expect(parseParameterized(`a;b=${quoteIfNeeded(value)}`)?.parameters).toEqual([["b", value]]);
        },
      ),
    );
  });

  it.each([";", '"', "\\", '";', ";a=", '"\\', ",", " ", "\t;"])("is linear in 64 KiB of %j", (piece) => {
    const text = piece.repeat(65_536 / piece.length);
    const started = process.cpuUsage().user;
    parseParameterized(text);
    parseList(text);
    // Quadratic would be seconds.
    expect(process.cpuUsage().user - started).toBeLessThan(500_000);
  });
});
