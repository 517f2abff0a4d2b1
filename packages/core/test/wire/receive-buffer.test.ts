import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { LimitExceededError } from "../../src/wire/limit-exceeded-error.js";
import { ReceiveBuffer } from "../../src/wire/receive-buffer.js";
import { bytesOf } from "./random-splits.js";

const CRLF = Buffer.from("\r\n");

function holding(...chunks: string[]): ReceiveBuffer {
  const buffer = new ReceiveBuffer();
  for (const chunk of chunks) buffer.append(Buffer.from(chunk));
  return buffer;
}

describe("ReceiveBuffer", () => {
  describe("taking", () => {
    it("gives back what was appended, across chunks", () => {
      const buffer = holding("ab", "", "cde", "f");
      expect(buffer.length).toBe(6);
      expect(buffer.take(3)?.toString()).toBe("abc");
      expect(buffer.peek(2)?.toString()).toBe("de");
      expect(buffer.takeAll().toString()).toBe("def");
      expect(buffer.length).toBe(0);
      expect(buffer.takeAll()).toHaveLength(0);
    });

    it("says undefined, and takes nothing, where fewer bytes wait", () => {
      const buffer = holding("abc");
      expect(buffer.take(4)).toBeUndefined();
      expect(buffer.peek(4)).toBeUndefined();
      expect(buffer.take(3)?.toString()).toBe("abc");
      expect(buffer.take(0)).toHaveLength(0);
    });

    it("takes up to a number of bytes", () => {
      const buffer = holding("abc");
      expect(buffer.takeUpTo(2).toString()).toBe("ab");
      expect(buffer.takeUpTo(0)).toHaveLength(0);
      expect(buffer.takeUpTo(2).toString()).toBe("c");
      expect(buffer.takeUpTo(2)).toHaveLength(0);
    });

    it("skips, but not what isn't there", () => {
      const buffer = holding("abc");
      buffer.skip(1);
      expect(() => {
        buffer.skip(3);
      }).toThrow(RangeError);
      expect(buffer.takeAll().toString()).toBe("bc");
    });

    it("refuses sizes that are none", () => {
      const buffer = holding("abc");
      for (const size of [-1, NaN]) {
        expect(() => buffer.take(size)).toThrow(RangeError);
        expect(() => buffer.peek(size)).toThrow(RangeError);
        expect(() => buffer.takeUpTo(size)).toThrow(RangeError);
        expect(() => {
          buffer.skip(size);
        }).toThrow(RangeError);
      }
      expect(buffer.length).toBe(3);
    });

    it("puts bytes back in front", () => {
      const buffer = holding("cd");
      buffer.prepend(Buffer.from("ab"));
      buffer.prepend(Buffer.alloc(0));
      expect(buffer.takeAll().toString()).toBe("abcd");
      buffer.prepend(Buffer.from("x"));
      expect(buffer.takeAll().toString()).toBe("x");
    });

    it("leaves what it has given out as it was, whatever comes after", () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 60 }), (steps) => {
          const buffer = new ReceiveBuffer();
          const taken: [Buffer, string][] = [];
          let next = 0;
          for (const [appended, wanted] of steps) {
            buffer.append(Buffer.from(Array.from({ length: appended }, () => next++ % 251)));
            const item = buffer.take(wanted);
            if (item !== undefined) taken.push([item, item.toString("hex")]);
          }
          for (const [item, before] of taken) expect(item.toString("hex")).toBe(before);
        }),
      );
    });
  });

  describe("numbers", () => {
    it("reads them in both byte orders", () => {
      const buffer = new ReceiveBuffer();
      buffer.append(Uint8Array.of(0xfe, 1, 2, 1, 2, 0xff, 2, 3, 4, 1, 2, 3, 0xff));
      expect(buffer.peekUInt8()).toBe(0xfe);
      expect(buffer.peekUInt8(1)).toBe(1);
      expect(buffer.readUInt8()).toBe(0xfe);
      expect(buffer.readUInt16BE()).toBe(0x0102);
      expect(buffer.readUInt16LE()).toBe(0x0201);
      expect(buffer.readUInt32BE()).toBe(0xff020304);
      expect(buffer.readUInt32LE()).toBe(0xff030201);
      expect(buffer.length).toBe(0);
    });

    it("says undefined, and takes nothing, where they aren't whole", () => {
      const empty = new ReceiveBuffer();
      expect(empty.readUInt8()).toBeUndefined();
      expect(empty.peekUInt8()).toBeUndefined();
      const one = holding("a");
      expect(one.readUInt16BE()).toBeUndefined();
      expect(one.readUInt16LE()).toBeUndefined();
      const three = holding("ab", "c");
      expect(three.readUInt32BE()).toBeUndefined();
      expect(three.readUInt32LE()).toBeUndefined();
      expect(three.peekUInt8(3)).toBeUndefined();
      expect(three.peekUInt8(-1)).toBeUndefined();
      expect(three.length).toBe(3);
    });
  });

  describe("searching", () => {
    it("finds bytes and sequences, also across chunks", () => {
      const buffer = holding("ab\r", "\ncd\r\n");
      expect(buffer.indexOf(0x62)).toBe(1);
      expect(buffer.indexOf(CRLF)).toBe(2);
      expect(buffer.indexOf(CRLF)).toBe(2);
      buffer.skip(4);
      expect(buffer.indexOf(CRLF)).toBe(2);
      expect(buffer.indexOf(0x7a)).toBe(-1);
      expect(() => buffer.indexOf(Buffer.alloc(0))).toThrow(RangeError);
    });

    it("doesn't find a sequence whose beginning has been taken", () => {
      const buffer = holding("a\r\nb\r\n");
      buffer.skip(2);
      expect(buffer.indexOf(CRLF)).toBe(2);
    });

    it("gives what stands before a delimiter, and drops the delimiter", () => {
      const buffer = holding("ab\r\n\r\nc");
      expect(buffer.takeUntil(CRLF, 2)?.toString()).toBe("ab");
      expect(buffer.takeUntil(CRLF, 2)?.toString()).toBe("");
      expect(buffer.takeUntil(CRLF, 2)).toBeUndefined();
      buffer.append(Buffer.from(" d"));
      expect(buffer.takeUntil(0x20, 1)?.toString()).toBe("c");
      expect(buffer.takeAll().toString()).toBe("d");
    });

    it("holds takeUntil's limit exactly, with and without the delimiter in sight", () => {
      const limit = { limit: "maxBytes", value: 3 };
      expect(holding("abc\r\n").takeUntil(CRLF, 3)?.toString()).toBe("abc");
      expect(holding("abc\r").takeUntil(CRLF, 3)).toBeUndefined();
      for (const over of ["abcd\r\n", "abcde", "abcd\r"]) {
        const buffer = holding(over);
        expect(() => buffer.takeUntil(CRLF, 3)).toThrow(expect.objectContaining(limit));
        expect(buffer.length).toBe(over.length);
      }
    });

    it("agrees with Buffer's own indexOf, whatever was searched for and taken before", () => {
      const needle = fc.constantFrom<number | Buffer>(
        0x61,
        CRLF,
        Buffer.from("aab"),
        Buffer.from("aa"),
        Buffer.from("abab"),
      );
      const step = fc.record({ chunk: bytesOf("aaab\r\n", 90), needle, take: fc.nat(20) });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
          const buffer = new ReceiveBuffer();
          let model: Buffer = Buffer.alloc(0);
          for (const { chunk, needle, take } of steps) {
            buffer.append(Buffer.from(chunk));
            model = Buffer.concat([model, chunk]);
            expect(buffer.indexOf(needle)).toBe(model.indexOf(needle));
            expect(buffer.takeUpTo(take).equals(model.subarray(0, take))).toBe(true);
            model = model.subarray(take);
            expect(buffer.indexOf(needle)).toBe(model.indexOf(needle));
            expect(buffer.length).toBe(model.length);
          }
        }),
      );
    });
  });

  describe("limits", () => {
    it("holds as much as maxBufferedBytes, and not a byte more", () => {
      const buffer = new ReceiveBuffer({ maxBufferedBytes: 4 });
      buffer.append(Buffer.from("abcd"));
      const refusal = expect.objectContaining({ limit: "maxBufferedBytes", value: 4 });
      expect(() => {
        buffer.append(Buffer.from("e"));
      }).toThrow(refusal);
      expect(() => {
        buffer.prepend(Buffer.from("e"));
      }).toThrow(LimitExceededError);
      expect(buffer.takeAll().toString()).toBe("abcd");
      expect(() => {
        buffer.append(Buffer.from("abcde"));
      }).toThrow(refusal);
    });

    it("has a limit if none is given, and refuses one that is none", () => {
      const buffer = new ReceiveBuffer();
      buffer.append(Buffer.alloc(1_048_576));
      expect(() => {
        buffer.append(Buffer.of(0));
      }).toThrow(LimitExceededError);
      expect(() => new ReceiveBuffer({ maxBufferedBytes: 0 })).toThrow(RangeError);
    });
  });

  describe("memory", () => {
    it("gives out items that lie whole in a chunk as slices of it", () => {
      const chunk = Buffer.from("one\r\ntwo\r\n");
      const buffer = new ReceiveBuffer();
      buffer.append(chunk);
      const one = buffer.takeUntil(CRLF, 10);
      const two = buffer.takeUntil(CRLF, 10);
      expect(one?.buffer).toBe(chunk.buffer);
      expect(two?.byteOffset).toBe(chunk.byteOffset + 5);
      buffer.append(chunk);
      expect(buffer.takeAll()).toBe(chunk);
    });

    it.each([
      ["a search", (buffer: ReceiveBuffer) => buffer.indexOf(CRLF)],
      ["take", (buffer: ReceiveBuffer) => buffer.take(100)],
      ["peek", (buffer: ReceiveBuffer) => buffer.peek(100)],
    ])("copies a small leftover out of its chunk once %s finds too little", (_name, wait) => {
      const chunk = Buffer.alloc(65_536, "x");
      const buffer = new ReceiveBuffer();
      buffer.append(chunk);
      buffer.skip(65_526);
      wait(buffer);
      const leftover = buffer.takeAll();
      expect(leftover.toString()).toBe("xxxxxxxxxx");
      expect(leftover.buffer.byteLength).toBeLessThanOrEqual(64);
    });

    it("copies a small chunk out of a large piece of memory", () => {
      const buffer = new ReceiveBuffer();
      buffer.append(Buffer.alloc(65_536).subarray(100, 110));
      buffer.compact();
      expect(buffer.takeAll().buffer.byteLength).toBeLessThanOrEqual(64);
    });

    it("leaves a leftover that is most of its chunk where it is", () => {
      const chunk = Buffer.alloc(65_536, "x");
      const buffer = new ReceiveBuffer();
      buffer.append(chunk);
      buffer.skip(10);
      buffer.indexOf(CRLF);
      expect(buffer.takeAll().buffer).toBe(chunk.buffer);
    });
  });

  describe("linear time", () => {
    /** Bytes looked at and copied for each byte that came in. */
    function workPerByte(size: number, drive: (buffer: ReceiveBuffer, size: number) => void): number {
      const buffer = new ReceiveBuffer({ maxBufferedBytes: Infinity });
      drive(buffer, size);
      return buffer.work / size;
    }

    it.each<[string, (buffer: ReceiveBuffer, size: number) => void]>([
      [
        "one byte at a time, searched for a delimiter that doesn't come",
        (buffer, size) => {
          const byte = Buffer.of(0x61);
          for (let i = 0; i < size; i++) {
            buffer.append(byte);
            buffer.indexOf(CRLF);
          }
        },
      ],
      [
        "one chunk of items of one byte",
        (buffer, size) => {
          buffer.append(Buffer.alloc(size, "a\n"));
          for (let i = 0; i < size / 2; i++) buffer.takeUntil(0x0a, 1);
          expect(buffer.length).toBe(0);
        },
      ],
      [
        "a queue that stays as long as it is, one byte in and one byte out",
        (buffer, size) => {
          buffer.append(Buffer.alloc(1000));
          const byte = Buffer.of(0x61);
          for (let i = 0; i < size; i++) {
            buffer.append(byte);
            buffer.take(1);
          }
        },
      ],
      [
        "one chunk, compacted after every item",
        (buffer, size) => {
          buffer.append(Buffer.alloc(size));
          for (let i = 0; i < size; i++) {
            buffer.skip(1);
            buffer.compact();
          }
        },
      ],
      [
        "one chunk, taken whole and put back after every item",
        (buffer, size) => {
          buffer.append(Buffer.alloc(size));
          for (let i = 0; i < size; i++) {
            buffer.prepend(buffer.takeAll().subarray(1));
            buffer.compact();
          }
        },
      ],
      [
        "one chunk of near misses",
        (buffer, size) => {
          buffer.append(Buffer.alloc(size, "\n"));
          expect(buffer.indexOf(CRLF)).toBe(-1);
        },
      ],
    ])("holds for %s", (_name, drive) => {
      expect(workPerByte(20_000, drive)).toBeLessThan(6);
      expect(workPerByte(200_000, drive)).toBeLessThan(6);
    });
  });
});
