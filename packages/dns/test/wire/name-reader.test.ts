import { describe, expect, it } from "@jest/globals";
import { DNSDecodeError } from "../../src/wire/dns-decode-error.js";
import { NameReader } from "../../src/wire/name-reader.js";
import { countedBuffer } from "./counted-buffer.js";

const pointer = (to: number): number[] => [0xc0 | (to >> 8), to & 0xff];
const read = (bytes: number[], at = 0): string => new NameReader(Buffer.from(bytes)).read(at, bytes.length).toString();

describe("NameReader", () => {
  it("reads RFC 1035 §4.1.4's example", () => {
    const bytes = Buffer.alloc(100);
    bytes.set(Buffer.from("\x01F\x03ISI\x04ARPA\0", "latin1"), 20);
    bytes.set([...Buffer.from("\x03FOO", "latin1"), ...pointer(20)], 40);
    bytes.set(pointer(26), 64);
    bytes.set([0], 92);
    const reader = new NameReader(bytes);
    const names = [20, 40, 64, 92].map((at) => [reader.read(at, 100).toString(), reader.end - at]);
    expect(names).toEqual([
      ["F.ISI.ARPA.", 12],
      ["FOO.F.ISI.ARPA.", 6],
      ["ARPA.", 2],
      [".", 1],
    ]);
  });

  it.each<[string, number[], number, string]>([
    ["a pointer at itself", pointer(0), 0, "BAD_POINTER"],
    ["a pointer forward", [...pointer(2), 0], 0, "BAD_POINTER"],
    ["a loop of two pointers", [...pointer(2), ...pointer(0)], 2, "BAD_POINTER"],
    ["a loop through a label", [1, 0x61, ...pointer(0)], 0, "BAD_POINTER"],
    ["a pointer into the name's own labels", [2, 1, 0x61, ...pointer(1)], 0, "BAD_POINTER"],
    ["half a pointer", [0xc0], 0, "BAD_POINTER"],
    ["a label over the end", [5, 0x61], 0, "BAD_LABEL"],
    ["no end", [1, 0x61], 0, "BAD_LABEL"],
    ["nothing", [], 0, "BAD_LABEL"],
    ["an extended label type", [0x41, 0], 0, "BAD_LABEL"],
    ["the reserved label type", [0x80, 0], 0, "BAD_LABEL"],
  ])("refuses %s", (_, bytes, at, code) => {
    expect(() => read(bytes, at)).toThrow(expect.objectContaining({ code }));
    expect(() => read(bytes, at)).toThrow(DNSDecodeError);
  });

  it("refuses a name over 255 octets that is put together of short ones", () => {
    const bytes: number[] = [63, ...new Array<number>(63).fill(0x61), 0];
    for (let i = 0; i < 4; i++) {
      const before = i === 0 ? 0 : 65 + (i - 1) * 66;
      bytes.push(63, ...new Array<number>(63).fill(0x62), ...pointer(before));
    }
    expect(read(bytes, 65 + 66)).toHaveLength(64 * 3);
    expect(() => read(bytes, 65 + 66 * 3)).toThrow(expect.objectContaining({ code: "NAME_TOO_LONG" }));
  });

  it("refuses a name over 255 octets in one piece", () => {
    const bytes = [...new Array<number>(256).fill(0).map((_, i) => (i % 2 === 0 ? 1 : 0x61)), 0];
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: "NAME_TOO_LONG" }));
  });

  it("follows 120 pointers in one name and refuses 121", () => {
    const bytes = [1, 0x61, 0];
    for (let i = 0; i < 121; i++) bytes.push(...pointer(i === 0 ? 0 : 3 + (i - 1) * 2));
    expect(read(bytes, 3 + 119 * 2)).toBe("a.");
    expect(() => read(bytes, 3 + 120 * 2)).toThrow(expect.objectContaining({ code: "TOO_MANY_POINTERS" }));
  });

  it("refuses a maze: more pointers followed than could stand in the message", () => {
    const bytes = [1, 0x61, 0];
    for (let i = 0; i < 119; i++) bytes.push(...pointer(i === 0 ? 0 : 3 + (i - 1) * 2));
    const reader = new NameReader(Buffer.from(bytes));
    const all = (): void => {
      for (let round = 0; round < 100; round++) reader.read(3 + 118 * 2, bytes.length);
    };
    expect(all).toThrow(expect.objectContaining({ code: "TOO_MANY_POINTERS" }));
  });

  it("does work in proportion to the message, whatever is in it", () => {
    const work = (size: number): number => {
      const bytes = Buffer.alloc(size);
      bytes.set([1, 0x61, 0]);
      for (let at = 3; at + 1 < size; at += 2) bytes.set(pointer(Math.min(at === 3 ? 0 : at - 2, 0x3fff & ~1)), at);
      const counted = countedBuffer(bytes);
      const reader = new NameReader(counted.buffer);
      for (let at = 3; at + 1 < size; at += 2) {
        try {
          reader.read(at, size);
        } catch (error) {
          expect(error).toBeInstanceOf(DNSDecodeError);
        }
      }
      return counted.work() / size;
    };
    expect(work(16_000)).toBeLessThan(20);
    expect(work(64_000) / work(8_000)).toBeLessThan(2);
  });
});
