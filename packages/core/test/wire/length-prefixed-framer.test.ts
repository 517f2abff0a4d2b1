import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeLengthPrefixed } from "../../src/wire/encode-length-prefixed.js";
import { LengthPrefixedFramer, type LengthPrefixedFramerOptions } from "../../src/wire/length-prefixed-framer.js";
import { LimitExceededError } from "../../src/wire/limit-exceeded-error.js";
import { byteByByte, bytes, cuts, splitAt } from "./random-splits.js";

class Sink {
  readonly strings: Buffer[] = [];
  readonly errors: LimitExceededError[] = [];
  onString: () => void = () => undefined;

  stringReceived(string: Buffer): void {
    this.strings.push(string);
    this.onString();
  }

  lengthLimitExceeded(error: LimitExceededError): void {
    this.errors.push(error);
  }
}

function framer(options: LengthPrefixedFramerOptions): [LengthPrefixedFramer, Sink] {
  const sink = new Sink();
  return [new LengthPrefixedFramer(sink, options), sink];
}

const prefix = fc.record({
  prefixBytes: fc.constantFrom(1 as const, 2 as const, 4 as const),
  byteOrder: fc.constantFrom("big" as const, "little" as const),
});

describe("LengthPrefixedFramer", () => {
  it.each([
    [1, "big", "03616263"],
    [2, "big", "0003616263"],
    [2, "little", "0300616263"],
    [4, "big", "00000003616263"],
    [4, "little", "03000000616263"],
  ] as const)("reads a prefix of %d bytes, %s end first", (prefixBytes, byteOrder, hex) => {
    const [frames, sink] = framer({ prefixBytes, byteOrder });
    frames.receive(Buffer.from(hex, "hex"));
    expect(sink.strings.map(String)).toEqual(["abc"]);
  });

  it("gives out any frames that were encoded, at any splits", () => {
    fc.assert(
      fc.property(fc.array(bytes(40)), prefix, cuts, (sent, prefix, cuts) => {
        const stream = Buffer.concat(sent.map((frame) => encodeLengthPrefixed(frame, prefix)));
        for (const chunks of [[stream], byteByByte(stream), splitAt(stream, cuts)]) {
          const [frames, sink] = framer(prefix);
          for (const chunk of chunks) frames.receive(chunk);
          expect(sink.strings).toEqual(sent);
          expect(frames.bufferedBytes).toBe(0);
        }
      }),
    );
  });

  it("throws nothing and stays within its limit, whatever the bytes", () => {
    fc.assert(
      fc.property(bytes(200), prefix, cuts, (stream, prefix, cuts) => {
        const [frames, sink] = framer({ ...prefix, maxFrameBytes: 20 });
        for (const chunk of splitAt(stream, cuts)) frames.receive(chunk);
        for (const string of sink.strings) expect(string.length).toBeLessThanOrEqual(20);
        expect(frames.bufferedBytes).toBeLessThanOrEqual(20 + prefix.prefixBytes);
        expect(frames.stopped).toBe(sink.errors.length === 1);
      }),
    );
  });

  it("holds maxFrameBytes exactly, and refuses at the prefix", () => {
    const options = { prefixBytes: 4, maxFrameBytes: 5 } as const;
    const [within, whole] = framer(options);
    within.receive(Buffer.from("\0\0\0\x05abcde"));
    expect(whole.strings.map(String)).toEqual(["abcde"]);

    const [over, sink] = framer(options);
    over.receive(Buffer.from("\0\0\0\x01a\0\0\0\x06"));
    over.receive(Buffer.from("abcdef\0\0\0\x01b"));
    expect(sink.strings.map(String)).toEqual(["a"]);
    expect(sink.errors).toEqual([expect.objectContaining({ limit: "maxFrameBytes", value: 5 })]);
    expect(sink.errors[0]).toBeInstanceOf(LimitExceededError);
    expect(over.stopped).toBe(true);
    expect(over.bufferedBytes).toBe(0);
  });

  it("reads the largest length as what it is, and not as a negative one", () => {
    const [frames, sink] = framer({ prefixBytes: 4 });
    frames.receive(Buffer.from("ffffffff", "hex"));
    expect(sink.errors).toHaveLength(1);
  });

  it("gives back the prefix of an unfinished frame to who takes over", () => {
    const [frames] = framer({ prefixBytes: 2 });
    for (const byte of byteByByte(Buffer.from("\0\x05abc"))) frames.receive(byte);
    expect(frames.takeRemaining().toString()).toBe("\0\x05abc");
  });

  it("pauses from inside the sink", () => {
    const [frames, sink] = framer({ prefixBytes: 1 });
    sink.onString = () => {
      frames.pause();
    };
    frames.receive(Buffer.from("\x01a\x01b"));
    expect(sink.strings.map(String)).toEqual(["a"]);
    frames.resume();
    expect(sink.strings.map(String)).toEqual(["a", "b"]);
  });

  it("takes a million frames in one chunk and copies none of them", () => {
    const [frames, sink] = framer({ prefixBytes: 1 });
    let count = 0;
    sink.stringReceived = () => {
      count += 1;
    };
    frames.receive(Buffer.alloc(2_000_000, "\x01a"));
    expect(count).toBe(1_000_000);
    expect(frames.work).toBe(0);
  });

  it("takes a large frame one byte at a time in linear time", () => {
    const [frames, sink] = framer({ prefixBytes: 4, maxFrameBytes: 100_000 });
    const sent = Buffer.alloc(100_000, "x");
    for (const byte of byteByByte(encodeLengthPrefixed(sent, { prefixBytes: 4 }))) frames.receive(byte);
    expect(sink.strings).toHaveLength(1);
    expect(frames.work / sent.length).toBeLessThan(4);
  });

  it("refuses options that make no sense", () => {
    expect(() => framer({ prefixBytes: 3 as 4 })).toThrow(RangeError);
    expect(() => framer({ prefixBytes: 4, maxFrameBytes: 0 })).toThrow(RangeError);
  });
});
