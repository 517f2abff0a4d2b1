import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { EntryLexer } from "../../src/presentation/entry-lexer.js";
import { TokenReader } from "../../src/presentation/token-reader.js";
import { decodeRData, encodeRData, formatGenericRData, parseRData } from "../../src/records/rdata-text.js";
import { knownTypes } from "../../src/records/record-types.js";
import { typeCode, typeMnemonic } from "../../src/records/type-codes.js";
import { DNSError } from "../../src/wire/dns-error.js";
import type { RecordType } from "../../src/wire/record-type.js";
import { arbitraries } from "./arbitraries.js";

const rows = Object.entries(knownTypes).map(
  ([mnemonic, type]) => [mnemonic, type as RecordType, arbitraries[mnemonic as keyof typeof arbitraries]] as const,
);

function parseText(type: RecordType, text: string): object {
  const lexer = new EntryLexer(text);
  lexer.next();
  return parseRData(type, new TokenReader(lexer));
}

describe.each(rows)("%s", (mnemonic, type, arbitrary) => {
  it("has an arbitrary, its own mnemonic and IANA's code", () => {
    expect(arbitrary).toBeDefined();
    expect(type.mnemonic).toBe(mnemonic);
    expect(typeCode(mnemonic)).toBe(type.code);
    expect(typeMnemonic(type.code)).toBe(mnemonic);
  });

  it("reads back what it writes on the wire", () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<object>, (data) => {
        expect(decodeRData(type, encodeRData(type, data))).toEqual(data);
      }),
      { numRuns: 60 },
    );
  });

  it("reads back what it writes as text, on one line of ASCII", () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<object>, (data) => {
        const text = type.format(data);
        expect(text).toMatch(/^[ -~]*$/);
        expect(parseText(type, text)).toEqual(data);
      }),
      { numRuns: 60 },
    );
  });

  it("reads back what is written in the form of RFC 3597", () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<object>, (data) => {
        expect(parseText(type, formatGenericRData(type, data))).toEqual(data);
      }),
      { numRuns: 20 },
    );
  });

  it("takes octets that were changed for data that it can write, or refuses them with a DNSError", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<object>, changes, fc.nat({ max: 3 }), (data, list, cut) => {
        const rdata = Buffer.from(encodeRData(type, data));
        for (const [at, octet] of list) if (rdata.length > 0) rdata[at % rdata.length] = octet;
        const changed = rdata.subarray(0, Math.max(rdata.length - cut, 0));
        let read: object;
        try {
          read = decodeRData(type, changed);
        } catch (error) {
          expect(error).toBeInstanceOf(DNSError);
          return;
        }
        const written = encodeRData(type, read);
        expect(decodeRData(type, written)).toEqual(read);
        expect(parseText(type, type.format(read))).toEqual(read);
      }),
      { numRuns: 150 },
    );
  });

  it("refuses texts that were changed with a DNSError and nothing else", () => {
    const piece = fc.constantFrom(
      "",
      " ",
      '"',
      "\\",
      "(",
      ")",
      ";",
      "\n",
      "=",
      ",",
      ".",
      "-1",
      "99999999999",
      "\\300",
      "é",
    );
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<object>, fc.nat(), piece, fc.nat({ max: 4 }), (data, at, insert, cut) => {
        const text = type.format(data);
        const from = at % (text.length + 1);
        try {
          parseText(type, text.slice(0, from) + insert + text.slice(from + cut));
        } catch (error) {
          expect(error).toBeInstanceOf(DNSError);
        }
      }),
      { numRuns: 100 },
    );
  });
});
