import { describe, expect, it } from "@jest/globals";
import { DNSDecodeError } from "../../src/wire/dns-decode-error.js";
import { RDataReader } from "../../src/wire/rdata-reader.js";

const reader = (...bytes: number[]): RDataReader => new RDataReader(Buffer.from(bytes));

describe("RDataReader", () => {
  it("reads numbers in network order", () => {
    const from = reader(0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfd);
    expect([from.uint8(), from.uint16(), from.uint32(), from.remaining]).toEqual([0xff, 0xfffe, 0xfffffffd, 0]);
  });

  it("reads character-strings and what is left", () => {
    const from = reader(2, 0x61, 0x62, 0, 1, 2);
    expect(from.characterString()).toEqual(Buffer.from("ab"));
    expect(from.characterString()).toHaveLength(0);
    expect(from.rest()).toEqual(Buffer.from([1, 2]));
    expect(from.rest()).toHaveLength(0);
  });

  it.each<[string, (from: RDataReader) => unknown]>([
    ["uint8", (from) => [from.uint16(), from.uint8()]],
    ["uint16", (from) => [from.uint8(), from.uint16()]],
    ["uint32", (from) => from.uint32()],
    ["bytes", (from) => from.bytes(3)],
    ["characterString", (from) => from.characterString()],
    ["name", (from) => from.name()],
  ])("refuses to read over the RDATA's end: %s", (_, read) => {
    // Behind the RDATA the message goes on.
    const from = new RDataReader(Buffer.from([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]), undefined, 0, 2);
    expect(() => read(from)).toThrow(DNSDecodeError);
  });

  it("refuses a compressed name where none may be", () => {
    const from = new RDataReader(Buffer.from([1, 0x61, 0, 1, 0x62, 0xc0, 0]), undefined, 3);
    expect(() => from.plainName()).toThrow(expect.objectContaining({ code: "BAD_POINTER", offset: 3 }));
    from.open(3, 7);
    expect(from.name().toString()).toBe("b.a.");
  });
});
