import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeNetstring } from "../../src/wire/encode-netstring.js";
import { LimitExceededError } from "../../src/wire/limit-exceeded-error.js";
import { NetstringFramer, type NetstringFramerOptions } from "../../src/wire/netstring-framer.js";
import type { ProtocolError } from "../../src/wire/protocol-error.js";
import { byteByByte, bytes, bytesOf, cuts, splitAt } from "./random-splits.js";

class Sink {
  readonly strings: Buffer[] = [];
  readonly errors: ProtocolError[] = [];
  onString: () => void = () => undefined;

  stringReceived(string: Buffer): void {
    this.strings.push(string);
    this.onString();
  }

  handleParseError(error: ProtocolError): void {
    this.errors.push(error);
  }
}

function framer(options?: NetstringFramerOptions): [NetstringFramer, Sink] {
  const sink = new Sink();
  return [new NetstringFramer(sink, options), sink];
}

describe("NetstringFramer", () => {
  it("reads Bernstein's own examples", () => {
    const [netstrings, sink] = framer();
    netstrings.receive(Buffer.from("12:hello world!,0:,"));
    expect(sink.strings.map(String)).toEqual(["hello world!", ""]);
  });

  it("gives out any strings that were encoded, at any splits", () => {
    fc.assert(
      fc.property(fc.array(bytes(130)), cuts, (sent, cuts) => {
        const stream = Buffer.concat(sent.map(encodeNetstring));
        for (const chunks of [[stream], byteByByte(stream), splitAt(stream, cuts)]) {
          const [netstrings, sink] = framer();
          for (const chunk of chunks) netstrings.receive(chunk);
          expect(sink.strings).toEqual(sent);
          expect(netstrings.bufferedBytes).toBe(0);
        }
      }),
    );
  });

  it("gives the same for the same bytes at any splits, and throws nothing, whatever the bytes", () => {
    fc.assert(
      fc.property(bytesOf("00112::,,a", 40), cuts, (stream, cuts) => {
        const run = (chunks: Buffer[]): unknown => {
          const [netstrings, sink] = framer({ maxStringBytes: 11 });
          for (const chunk of chunks) netstrings.receive(chunk);
          expect(netstrings.stopped).toBe(sink.errors.length === 1);
          return [sink.strings.map(String), sink.errors.map((error) => error.message)];
        };
        const whole = run([stream]);
        expect(run(byteByByte(stream))).toEqual(whole);
        expect(run(splitAt(stream, cuts))).toEqual(whole);
      }),
    );
  });

  it.each([
    ["a leading zero", "01:a,"],
    ["two zeros", "00:,"],
    ["no digits", ":,"],
    ["a letter for a length", "a:"],
    ["a sign", "+1:a,"],
    ["a negative length", "-1:a,"],
    ["white space", " 1:a,"],
    ["white space before the colon", "1 :a,"],
    ["no comma", "1:ab"],
    ["an empty string without its comma", "0:x"],
    ["a line break between strings", "1:a,\n1:b,"],
  ])("refuses %s, and stops", (_name, text) => {
    const [netstrings, sink] = framer();
    netstrings.receive(Buffer.from(text));
    netstrings.receive(Buffer.from("1:z,"));
    expect(sink.errors).toEqual([expect.objectContaining({ name: "ProtocolError", code: "MALFORMED_NETSTRING" })]);
    expect(sink.strings.map(String)).not.toContain("z");
    expect(netstrings.stopped).toBe(true);
    expect(netstrings.bufferedBytes).toBe(0);
  });

  it("holds maxStringBytes exactly, and refuses at the digit that goes over it", () => {
    const [within, whole] = framer({ maxStringBytes: 10 });
    within.receive(Buffer.from("10:abcdefghij,"));
    expect(whole.strings.map(String)).toEqual(["abcdefghij"]);

    for (const over of ["11", "100", "99999999999999999999999999"]) {
      const [netstrings, sink] = framer({ maxStringBytes: 10 });
      netstrings.receive(Buffer.from(over));
      expect(sink.errors).toEqual([expect.objectContaining({ limit: "maxStringBytes", value: 10 })]);
      expect(sink.errors[0]).toBeInstanceOf(LimitExceededError);
      expect(netstrings.stopped).toBe(true);
    }
  });

  it("gives back the length of an unfinished string to who takes over, and then begins anew", () => {
    const [netstrings, sink] = framer();
    for (const byte of byteByByte(Buffer.from("12:abc"))) netstrings.receive(byte);
    expect(netstrings.takeRemaining().toString()).toBe("12:abc");
    netstrings.receive(Buffer.from("1:z,"));
    expect(sink.strings.map(String)).toEqual(["z"]);
  });

  it("pauses from inside the sink", () => {
    const [netstrings, sink] = framer();
    sink.onString = () => {
      netstrings.pause();
    };
    netstrings.receive(Buffer.from("1:a,1:b,"));
    expect(sink.strings.map(String)).toEqual(["a"]);
    netstrings.resume();
    expect(sink.strings.map(String)).toEqual(["a", "b"]);
  });

  it("takes a million strings in one chunk and copies none of them", () => {
    const [netstrings, sink] = framer();
    let count = 0;
    sink.stringReceived = () => {
      count += 1;
    };
    netstrings.receive(Buffer.alloc(4_000_000, "1:a,"));
    expect(count).toBe(1_000_000);
    expect(netstrings.work).toBe(0);
  });

  it("takes a large string one byte at a time in linear time", () => {
    const [netstrings, sink] = framer();
    for (const byte of byteByByte(encodeNetstring(Buffer.alloc(99_999, "x")))) netstrings.receive(byte);
    expect(sink.strings).toHaveLength(1);
    expect(netstrings.work / 99_999).toBeLessThan(4);
  });

  it.each([0, 1.5, Infinity])("refuses %p as a limit", (maxStringBytes) => {
    expect(() => framer({ maxStringBytes })).toThrow(RangeError);
  });
});
