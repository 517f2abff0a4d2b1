import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { HeaderFieldError } from "../../src/wire/header-field-error.js";
import { Headers } from "../../src/wire/headers.js";

const TOKEN_CHARACTERS = Array.from("!#$%&'*+-.^_`|~0123456789ABCXYZabcxyz");
const name = fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 12 });
const value = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }), fc.constant(9))
    .map((code) => String.fromCharCode(code)),
  maxLength: 20,
});

describe("Headers", () => {
  it("finds names whatever their case, and keeps the case", () => {
    const headers = new Headers({ "Content-Type": "text/plain" });
    expect(headers.get("content-TYPE")).toBe("text/plain");
    expect(headers.has("CONTENT-TYPE")).toBe(true);
    expect([...headers]).toEqual([["Content-Type", "text/plain"]]);
  });

  it("doesn't take a name for one that differs in more than the case of letters", () => {
    const headers = new Headers([["a^b", "1"]]);
    expect(headers.has("a~b")).toBe(false);
    expect(headers.has("A^B")).toBe(true);
  });

  it("combines several lines with commas, or gives them one by one", () => {
    const headers = new Headers([
      ["Accept", "a"],
      ["X", "y"],
      ["accept", "b"],
    ]);
    expect(headers.get("Accept")).toBe("a, b");
    expect(headers.getAll("Accept")).toEqual(["a", "b"]);
    expect(headers.get("None")).toBeUndefined();
    expect(headers.getAll("None")).toEqual([]);
    expect(headers.size).toBe(3);
  });

  it("sets in place of the first line, and drops the others", () => {
    const headers = new Headers([
      ["A", "1"],
      ["B", "2"],
      ["a", "3"],
      ["A", "4"],
    ]);
    headers.set("a", "5").set("C", "6");
    expect([...headers]).toEqual([
      ["a", "5"],
      ["B", "2"],
      ["C", "6"],
    ]);
  });

  it("deletes all lines of a name", () => {
    const headers = new Headers([
      ["A", "1"],
      ["a", "2"],
      ["B", "3"],
    ]);
    expect(headers.delete("A")).toBe(true);
    expect(headers.delete("A")).toBe(false);
    expect([...headers]).toEqual([["B", "3"]]);
  });

  it("copies another Headers without sharing anything", () => {
    const first = new Headers([["A", "1"]]);
    const copy = new Headers(first);
    copy.set("A", "2");
    expect(first.get("A")).toBe("1");
  });

  it("writes its lines, also after a change", () => {
    const headers = new Headers([["A", "1"]]);
    expect(headers.toText()).toBe("A: 1\r\n");
    expect(headers.append("B", " 2\t").toText()).toBe("A: 1\r\nB: 2\r\n");
    headers.delete("A");
    expect(headers.toText()).toBe("B: 2\r\n");
    expect(headers.set("B", "3").toText()).toBe("B: 3\r\n");
  });

  it.each(["__proto__", "constructor", "hasOwnProperty", "toString"])(
    "treats %s as a name like any other",
    (special) => {
      const headers = new Headers();
      expect(headers.get(special)).toBeUndefined();
      expect(headers.has(special)).toBe(false);
      headers.append(special, "x");
      expect(headers.get(special)).toBe("x");
      expect(Object.getPrototypeOf(headers)).toBe(Headers.prototype);
      expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    },
  );

  it.each(["\r", "\n", "\0", "a\r\nX: y", "\x1f", "\x7f", "\u010a", "\u010d", "✓"])("refuses the value %j", (bad) => {
    const headers = new Headers();
    expect(() => headers.append("X", bad)).toThrow(HeaderFieldError);
    expect(() => headers.set("X", bad)).toThrow(HeaderFieldError);
    expect(headers.size).toBe(0);
  });

  it.each(["", " ", "X ", "X:", "X\r\nY", "X\0", "(X)", "X\u010a", "é"])("refuses the name %j", (bad) => {
    expect(() => new Headers().append(bad, "x")).toThrow(HeaderFieldError);
    expect(() => new Headers().set(bad, "x")).toThrow(HeaderFieldError);
  });

  it("never writes more lines than it was given, whatever they hold", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(name, fc.string({ unit: "binary" })), fc.string({ unit: "binary" }))),
        (fields) => {
          const headers = new Headers();
          let accepted = 0;
          for (const [fieldName, fieldValue] of fields) {
            try {
              headers.append(fieldName, fieldValue);
              accepted++;
            } catch (error) {
              expect(error).toBeInstanceOf(HeaderFieldError);
            }
          }
          expect(
            Buffer.from(headers.toText(), "latin1")
              .toString("latin1")
              .split(/[\r\n]+/),
          ).toHaveLength(accepted + 1);
        },
      ),
    );
  });

  it("reads what it has written", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (fields) => {
        const headers = new Headers(fields);
        expect([...Headers.fromScannedText(headers.toText())]).toEqual([...headers]);
      }),
    );
  });
});
