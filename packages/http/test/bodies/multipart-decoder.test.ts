import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MultipartDecoder } from "../../src/bodies/multipart-decoder.js";
import { everySplit } from "../every-split.js";

/** What a decoder finds in `chunks`, with the data of each part in one. */
function decode(chunks: Iterable<Buffer>, boundary = "b"): string[] {
  const decoder = new MultipartDecoder(boundary, 256);
  const found: string[] = [];
  let data: Buffer[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      if (event.kind === "data") data.push(event.data);
      else {
        if (found.at(-1)?.startsWith("head") === true) found.push(Buffer.concat(data).toString("latin1"));
        data = [];
        if (event.kind === "head") found.push(`head ${event.headers.toText()}`);
      }
    }
  }
  decoder.endOfInput();
  return found;
}

describe("MultipartDecoder", () => {
  it("finds the parts, however the bytes are split", () => {
    const bytes = Buffer.from(
      "--b\r\nA: 1\r\n\r\none\r\n--\r\n-\r\r\n--b \t\r\n\r\n\r\n--b\r\nB: 2\r\n\r\n\r\r\n--b--\r\nepilogue",
    );
    for (const chunks of everySplit(bytes)) {
      expect(decode(chunks)).toEqual(["head A: 1\r\n", "one\r\n--\r\n-\r", "head ", "", "head B: 2\r\n", "\r"]);
    }
  });

  it("passes over a short preamble", () => {
    for (const chunks of everySplit(Buffer.from("hello\r\n--b\r\n\r\nx\r\n--b--"))) {
      expect(decode(chunks)).toEqual(["head ", "x"]);
    }
    expect(decode([Buffer.from("--b--")])).toEqual([]);
  });

  it("gives back any content that doesn't hold the delimiter", () => {
    const content = fc.array(fc.constantFrom("\r", "\n", "-", "b", "x", "--b", "\r\n--"), { maxLength: 20 });
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const text = pieces.join("");
        fc.pre(!`\r\n${text}\r\n`.includes("\r\n--b"));
        const bytes = Buffer.from(`--b\r\n\r\n${text}\r\n--b--`);
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        expect(decode(chunks)).toEqual(["head ", text]);
      }),
    );
  });

  it("refuses a body that ends too early", () => {
    const text = "--b\r\nA: 1\r\n\r\nx\r\n--b--";
    for (let end = 0; end < text.length; end++)
      expect(() => decode([Buffer.from(text.substring(0, end))])).toThrow("before its last delimiter");
  });

  it("refuses a delimiter's line that goes on, and a preamble or padding without end", () => {
    expect(() => decode([Buffer.from("--bx\r\n\r\n\r\n--b--")])).toThrow("goes on");
    expect(() => decode([Buffer.from("x".repeat(2000))])).toThrow("too much");
    expect(() => decode([Buffer.from(`--b${" ".repeat(2000)}`)])).toThrow("too much");
  });

  it("refuses a part's head over the limit, and one with bad fields", () => {
    expect(() => decode([Buffer.from(`--b\r\nA: ${"x".repeat(300)}`)])).toThrow("over a limit");
    expect(() => decode([Buffer.from(`--b\r\n${"A:b\r\n".repeat(17)}`)])).toThrow("over a limit");
    expect(() => decode([Buffer.from("--b\r\nA : 1\r\n\r\n")])).toThrow("white space");
  });
});
