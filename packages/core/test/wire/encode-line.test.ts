import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeLine } from "../../src/wire/encode-line.js";
import { InvalidTokenError } from "../../src/wire/invalid-token-error.js";
import { LineFramer } from "../../src/wire/line-framer.js";
import { RecordingLineSink } from "./recording-line-sink.js";
import { bytesOf } from "./random-splits.js";

describe("encodeLine", () => {
  it("ends a line of text or bytes", () => {
    expect(encodeLine("NOOP")).toEqual(Buffer.from("NOOP\r\n"));
    expect(encodeLine("")).toEqual(Buffer.from("\r\n"));
    expect(encodeLine(Uint8Array.of(0x41, 0xff))).toEqual(Buffer.from([0x41, 0xff, 0x0d, 0x0a]));
  });

  it("takes the encoding and the delimiter", () => {
    expect(encodeLine("é")).toEqual(Buffer.from("c3a90d0a", "hex"));
    expect(encodeLine("é", { encoding: "latin1" })).toEqual(Buffer.from("e90d0a", "hex"));
    expect(encodeLine("a\nb", { delimiter: "|" })).toEqual(Buffer.from("a\nb|"));
    expect(encodeLine("é", { encoding: "latin1", delimiter: Buffer.of(0) })).toEqual(Buffer.from("e900", "hex"));
  });

  it.each(["a\r\nDELE 1", "a\nb", "a\rb", "a\0b", "a\r", "a\n"])("refuses %j and strips nothing", (line) => {
    for (const delimiter of ["\r\n", "\n", Buffer.from("\r\n")]) {
      for (const form of [line, Buffer.from(line)]) {
        expect(() => encodeLine(form, { delimiter })).toThrow(InvalidTokenError);
      }
    }
  });

  it("refuses text that its encoding can't carry, with any delimiter", () => {
    for (const delimiter of ["\r\n", "\n", "|"]) {
      expect(() => encodeLine("a\u010AQUIT", { encoding: "latin1", delimiter })).toThrow(InvalidTokenError);
    }
  });

  it("refuses a line that would end before its end, and an empty delimiter", () => {
    expect(() => encodeLine("a|b", { delimiter: "|" })).toThrow(InvalidTokenError);
    expect(() => encodeLine("a-", { delimiter: "--" })).toThrow(InvalidTokenError);
    expect(() => encodeLine("a", { delimiter: "" })).toThrow(RangeError);
  });

  it("writes only what a LineFramer reads back as that one line", () => {
    const delimiter = fc.constantFrom("\r\n", "\n", "a", "ab", "aa", "aba");
    fc.assert(
      fc.property(bytesOf("aabb\r\n\0", 8), delimiter, (line, delimiter) => {
        let encoded: Buffer;
        try {
          encoded = encodeLine(line, { delimiter });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidTokenError);
          expect(
            /[\r\n\0]/.test(line.toString()) || `${line.toString()}${delimiter}`.indexOf(delimiter) < line.length,
          ).toBe(true);
          return;
        }
        const sink = new RecordingLineSink();
        new LineFramer(sink, { delimiter }).receive(Buffer.concat([encoded, encoded]));
        const event = `line ${line.toString("latin1")}`;
        expect(sink.events).toEqual([event, event]);
      }),
    );
  });
});
