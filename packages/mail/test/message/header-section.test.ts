import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { HeaderSection, separatorBefore } from "../../src/message/header-section.js";

function parse(text: string): HeaderSection | undefined {
  return HeaderSection.parse(Buffer.from(text, "latin1"), true);
}

describe("HeaderSection", () => {
  it("finds fields, with their continuation lines", () => {
    const header = parse("Subject: one\r\n two\r\nX-A : spaced\r\nsubject: three\r\n\r\nBody: no field\r\n");
    expect(header?.values("subject")).toEqual(["one two", "three"]);
    expect(header?.values("x-a")).toEqual(["spaced"]);
    expect(header?.has("body")).toBe(false);
  });

  it("leaves out fields, whole", () => {
    const header = parse("A: 1\r\nBcc: x,\r\n\ty\r\nB: 2\r\n\r\n");
    expect(header?.without(new Set(["bcc"])).toString()).toBe("A: 1\r\nB: 2\r\n");
    expect(header?.without(new Set(["none"]))).toBe(header?.bytes);
  });

  it.each([
    ["a line that is no field", "A: 1\r\nno field here\r\nB: 2\r\n", "A: 1\r\n"],
    ["an empty line", "A: 1\r\n\r\nB: 2\r\n", "A: 1\r\n"],
    ["the end", "A: 1\r\n", "A: 1\r\n"],
    ["nothing at all", "", ""],
    ["a continuation of nothing", " x\r\n", ""],
    ["a colon alone", ": x\r\n", ""],
    ["a control character in a name", "A\u0001: x\r\n", ""],
  ])("ends at %s", (_, text, expected) => {
    expect(parse(text)?.bytes.toString("latin1")).toBe(expected);
  });

  it("says that more is needed where the section doesn't end in what is there", () => {
    for (const text of ["A: 1", "A: 1\r\n", "A: 1\r\n b\r\n", ""]) {
      expect(HeaderSection.parse(Buffer.from(text), false)).toBeUndefined();
    }
    expect(HeaderSection.parse(Buffer.from("A: 1\r\n\r\n"), false)?.bytes.toString()).toBe("A: 1\r\n");
  });

  it("splits any message into a section and a rest, and loses nothing", () => {
    const line = fc.oneof(
      fc.constantFrom("", "A: b", " c", "x", "B:", "\t"),
      fc.string({ unit: "binary", maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\r\n", "\n"), (lines, end) => {
        const message = Buffer.from(lines.join(end) + end, "latin1");
        const header = HeaderSection.parse(message, true);
        expect(header).toBeDefined();
        expect(message.subarray(0, header?.bytes.length)).toEqual(header?.bytes);
      }),
    );
  });

  it("stands apart from a rest that could be taken for fields", () => {
    expect(separatorBefore(undefined).toString()).toBe("");
    expect(separatorBefore(Buffer.from("text")).toString()).toBe("\r\n");
    expect(separatorBefore(Buffer.from("\r\ntext")).toString()).toBe("");
    expect(separatorBefore(Buffer.from("\ntext")).toString()).toBe("");
    expect(separatorBefore(Buffer.from("\rtext")).toString()).toBe("\r\n");
  });

  it("takes time in line with its size", () => {
    const header = parse(`${"A : \r\n \r\n".repeat(100_000)}\r\n`);
    expect(header?.values("a")).toHaveLength(100_000);
  });
});
