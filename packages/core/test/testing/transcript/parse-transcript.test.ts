import { describe, expect, it } from "@jest/globals";

import { parseTranscript } from "../../../src/testing/transcript/parse-transcript.js";

describe("parseTranscript", () => {
  function bytes(text: string): string[] {
    return parseTranscript(text).steps.flatMap((step) =>
      step.type === "say" ? step.lines.map((line) => line.bytes.toString("latin1")) : [],
    );
  }

  it("groups the lines that one side says in a row", () => {
    const { steps } = parseTranscript("S: 220 hi\n\n# a comment\nC: QUIT\nC: NOOP\n");
    expect(steps.map((step) => (step.type === "say" ? [step.side, step.lines.length] : step))).toEqual([
      ["S", 1],
      ["C", 2],
    ]);
  });

  it("adds the line end, keeps spaces after the first, and takes an empty line", () => {
    expect(bytes("C:  two spaces \nC:\nC: ")).toEqual([" two spaces \r\n", "\r\n", "\r\n"]);
    expect(parseTranscript("C: x", { lineEnd: "\n" }).steps).toEqual([
      expect.objectContaining({ lines: [expect.objectContaining({ bytes: Buffer.from("x\n") })] }),
    ]);
  });

  it("reads escapes, and a backslash at the end as no line end", () => {
    expect(bytes("C: a\\x00\\xffb\\r\\n\\t\\\\\nC: open\\\nC: \\/slash/")).toEqual([
      "a\x00\xffb\r\n\t\\\r\n",
      "open",
      "/slash/\r\n",
    ]);
    expect(bytes("C: ends with \\\\")).toEqual(["ends with \\\r\n"]);
  });

  it("takes text for UTF-8", () => {
    expect(bytes("C: é")).toEqual([`${Buffer.from("é").toString("latin1")}\r\n`]);
  });

  it("reads patterns of whole lines", () => {
    const [step] = parseTranscript("S: /250 SIZE \\d+/i").steps;
    if (step?.type !== "say") throw new Error("expected a line");
    expect(step.lines[0]?.pattern?.test("250 size 100")).toBe(true);
    expect(step.lines[0]?.pattern?.test("250 SIZE 100 more")).toBe(false);
  });

  it("reads closing and waiting", () => {
    expect(parseTranscript("C! close\nT! 1500\nS! close").steps).toEqual([
      { type: "close", side: "C", lineNumber: 1 },
      { type: "wait", ms: 1500 },
      { type: "close", side: "S", lineNumber: 3 },
    ]);
  });

  it.each(["X: who", "C hello", "T! soon", "C: \\q"])("names the line that it can't read: %s", (line) => {
    expect(() => parseTranscript(`S: ok\n${line}`)).toThrow(/Line 2/);
  });
});
