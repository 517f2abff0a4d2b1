import { describe, expect, it } from "@jest/globals";
import { Name } from "../../src/wire/name.js";
import { NameCompressor } from "../../src/wire/name-compressor.js";
import { RDataWriter } from "../../src/wire/rdata-writer.js";

describe("RDataWriter", () => {
  it("writes numbers in network order", () => {
    const writer = new RDataWriter();
    writer.uint8(0xff);
    writer.uint16(0xfffe);
    writer.uint32(0xfffffffd);
    expect(writer.written.toString("hex")).toBe("fffffefffffffd");
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 32])("refuses %d in every field", (value) => {
    const writer = new RDataWriter();
    expect(() => writer.uint8(value)).toThrow(RangeError);
    expect(() => writer.uint16(value)).toThrow(RangeError);
    expect(() => writer.uint32(value)).toThrow(RangeError);
  });

  it("refuses what is one too large for its field", () => {
    const writer = new RDataWriter();
    expect(() => writer.uint8(0x100)).toThrow(RangeError);
    expect(() => writer.uint16(0x1_0000)).toThrow(RangeError);
    expect(() => writer.characterString(Buffer.alloc(256))).toThrow(RangeError);
  });

  it("grows up to its limit and not beyond", () => {
    const writer = new RDataWriter({ maxBytes: 2000 });
    writer.bytes(Buffer.alloc(1999, 1));
    writer.uint8(2);
    expect(writer.written).toEqual(Buffer.concat([Buffer.alloc(1999, 1), Buffer.of(2)]));
    expect(() => writer.uint8(3)).toThrow(expect.objectContaining({ code: "MESSAGE_TOO_LARGE" }));
    expect(writer.offset).toBe(2000);
  });

  it("compresses only names that may be, and lower-cases only those that canonical form does", () => {
    const write = (writer: RDataWriter): string => {
      const name = Name.fromText("A");
      writer.uint8(0);
      writer.name(name);
      writer.name(name);
      writer.uncompressedName(name);
      writer.plainName(name);
      return writer.written.toString("hex").slice(2);
    };
    expect(write(new RDataWriter({ compressor: new NameCompressor() }))).toBe("014100" + "c001" + "014100" + "014100");
    expect(write(new RDataWriter({ canonical: true }))).toBe("016100" + "016100" + "016100" + "014100");
    expect(write(new RDataWriter())).toBe("014100".repeat(4));
  });
});
