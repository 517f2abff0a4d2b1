import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Name } from "../../src/wire/name.js";
import { NameCompressor } from "../../src/wire/name-compressor.js";
import { NameReader } from "../../src/wire/name-reader.js";
import { RDataWriter } from "../../src/wire/rdata-writer.js";
import { countedBuffer } from "./counted-buffer.js";

function written(names: readonly Name[], compressor = new NameCompressor()): Buffer {
  const writer = new RDataWriter({ compressor });
  writer.bytes(Buffer.alloc(12));
  for (const name of names) writer.name(name);
  return writer.written.subarray(12);
}

function hex(...texts: string[]): string {
  return written(texts.map((text) => Name.fromText(text))).toString("hex");
}

describe("NameCompressor", () => {
  it("writes RFC 1035 §4.1.4's example", () => {
    expect(hex("f.isi.arpa", "foo.f.isi.arpa", "arpa", ".")).toBe(
      `${Buffer.from("\x01f\x03isi\x04arpa\0\x03foo", "latin1").toString("hex")}c00cc01200`,
    );
  });

  it("writes a name again as a pointer", () => {
    expect(hex("a.b", "a.b", "a.b")).toBe("0161016200c00cc00c");
  });

  it("keeps the case of each name", () => {
    expect(hex("a.b", "A.b")).toBe("0161016200" + "0141c00e");
  });

  it("never points at a pointer, nor at more than 14 bits can say", () => {
    const names = Array.from({ length: 4000 }, (_, i) => Name.fromText(`host${String(i)}.${String(i % 7)}.example`));
    const bytes = Buffer.concat([Buffer.alloc(12), written(names)]);
    const reader = new NameReader(bytes);
    let at = 12;
    for (const name of names) {
      expect(reader.read(at, bytes.length).octets).toBe(name.octets);
      at = reader.end;
    }
    expect(at).toBe(bytes.length);
    expect(bytes.length).toBeGreaterThan(0x4000);
  });

  it("writes what a reader reads, for any names", () => {
    const label = fc.constantFrom("a", "b", "A", "\u0000", "\u00ff", "long-label-of-some-length");
    const name = fc.array(label, { maxLength: 6 }).map((labels) => Name.fromLabels(labels));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 40 }), (names) => {
        const bytes = Buffer.concat([Buffer.alloc(12), written(names)]);
        const reader = new NameReader(bytes);
        let at = 12;
        for (const expected of names) {
          expect(reader.read(at, bytes.length).octets).toBe(expected.octets);
          at = reader.end;
        }
      }),
    );
  });

  it("forgets the message before", () => {
    const compressor = new NameCompressor();
    const name = Name.fromText("a.b");
    written([name], compressor);
    compressor.reset();
    expect(written([name], compressor).toString("hex")).toBe("0161016200");
  });

  it("forgets what was taken back", () => {
    const compressor = new NameCompressor();
    const writer = new RDataWriter({ compressor });
    writer.bytes(Buffer.alloc(12));
    writer.name(Name.fromText("kept"));
    const at = writer.offset;
    writer.name(Name.fromText("taken.back"));
    writer.offset = at;
    compressor.rewind(at);
    writer.name(Name.fromText("kept"));
    writer.name(Name.fromText("taken.back"));
    expect(writer.written.subarray(at).toString("hex")).toBe("c00c0574616b656e046261636b00");
  });

  it("writes all names out when it is told to", () => {
    const compressor = new NameCompressor();
    compressor.reset(false);
    expect(written([Name.fromText("a"), Name.fromText("a")], compressor).toString("hex")).toBe("016100016100");
  });

  it("does work in proportion to what it writes, whatever the names (CVE-2024-8508)", () => {
    const work = (count: number): number => {
      const counted = countedBuffer(Buffer.alloc(65_535));
      const compressor = new NameCompressor();
      const writer = new RDataWriter({ buffer: counted.buffer, compressor });
      writer.offset = 12;
      let octets = 0;
      for (let i = 0; i < count; i++) {
        // Deep names that differ on the left, and share long suffixes.
        const labels = [String(i), ...Array.from({ length: 100 }, (_, k) => (k % 3 === i % 3 ? "x" : "y"))];
        const name = Name.fromLabels(labels);
        octets += name.byteLength;
        writer.name(name);
      }
      return counted.work() / octets;
    };
    expect(work(50)).toBeLessThan(10);
    expect(work(1600)).toBeLessThan(10);
  });

  it("compresses no further once names were made to collide 120 times", () => {
    const [one, other] = collidingLabels();
    const compressor = new NameCompressor();
    const writer = new RDataWriter({ compressor });
    writer.bytes(Buffer.alloc(12));
    const last = Name.fromText("last.example");
    writer.name(last);
    const repeat = Name.fromText("last.example");
    for (let i = 0; i < 119; i++) {
      writer.name(Name.fromLabels([`l${String(i)}`, one]));
      writer.name(Name.fromLabels([`l${String(i)}`, other]));
    }
    const before = writer.offset;
    writer.name(repeat);
    expect(writer.offset - before).toBeGreaterThan(2);
    const bytes = writer.written;
    const reader = new NameReader(bytes);
    expect(reader.read(before, bytes.length).octets).toBe(last.octets);
  });
});

/** Two labels whose hashes are the same, found by the birthday paradox. */
function collidingLabels(): [string, string] {
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    const label = i.toString(36).padStart(5, "0");
    let hash = 0x811c9dc5;
    for (const octet of Buffer.from(`\x05${label}`)) hash = Math.imul(hash ^ octet, 0x01000193);
    const other = seen.get(hash);
    if (other !== undefined) return [other, label];
    seen.set(hash, label);
  }
}
