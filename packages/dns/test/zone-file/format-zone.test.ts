import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { knownTypes } from "../../src/records/record-types.js";
import { ResourceRecord } from "../../src/wire/resource-record.js";
import { formatZone } from "../../src/zone-file/format-zone.js";
import { zoneOrder } from "../../src/zone-file/zone-order.js";
import { parseZone } from "../../src/zone-file/parse-zone.js";
import { arbitraries, name } from "../records/arbitraries.js";

const zone = `$ORIGIN example.com.
$TTL 3600
www A 192.0.2.2
    A 192.0.2.1
    60 AAAA 2001:db8::1
*.w TXT "a;b"
@ NS ns2.example.net.
  NS ns1
@ SOA ns1 hostmaster 2024010101 7200 900 1209600 300
ns1 A 192.0.2.53
_sip._tcp SRV 0 5 5060 sip
`;

describe("formatZone", () => {
  it("writes the SOA first, then names in canonical order, columns under each other", () => {
    expect(formatZone(parseZone(zone))).toBe(`$ORIGIN example.com.
$TTL 3600
@                IN SOA   ns1.example.com. hostmaster.example.com. (
                         2024010101 ; serial
                         7200       ; refresh
                         900        ; retry
                         1209600    ; expire
                         300        ; minimum
                         )
                 IN NS    ns1.example.com.
                 IN NS    ns2.example.net.
_sip._tcp        IN SRV   0 5 5060 sip.example.com.
ns1              IN A     192.0.2.53
*.w              IN TXT   "a;b"
www              IN A     192.0.2.1
                 IN A     192.0.2.2
          60     IN AAAA  2001:db8::1
`);
  });

  it("writes the same whatever the order of the records", () => {
    const records = parseZone(zone);
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        expect(formatZone(shuffled)).toBe(formatZone(records));
      }),
      { numRuns: 20 },
    );
  });

  it("puts each RRSIG behind what it covers", () => {
    const text =
      "a. 60 RRSIG AAAA 8 1 60 20300101000000 20290101000000 1 . AQID\na. 60 RRSIG A 8 1 60 20300101000000 20290101000000 1 . AQID\na. 60 AAAA ::1\na. 60 A 192.0.2.1";
    const types = formatZone(parseZone(text))
      .split("\n")
      .slice(2, -1)
      .map((line) =>
        line
          .replace(/^.*IN /, "")
          .split(/ +/)
          .slice(0, 2)
          .join(" "),
      );
    expect(types).toEqual(["A 192.0.2.1", "RRSIG A", "AAAA ::1", "RRSIG AAAA"]);
  });

  it("is read back as the same records, of every type that a zone holds", () => {
    const record = fc
      .constantFrom(...Object.keys(knownTypes).filter((mnemonic) => mnemonic !== "TKEY"))
      .chain((mnemonic) =>
        fc
          .tuple(
            name,
            fc.integer({ min: 0, max: 0x7fff_ffff }),
            arbitraries[mnemonic as keyof typeof arbitraries] as fc.Arbitrary<object>,
          )
          .map(
            ([owner, ttl, data]) =>
              new ResourceRecord({
                name: owner,
                ttl,
                data,
                type: knownTypes[mnemonic as keyof typeof knownTypes],
              }),
          ),
      );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        const text = formatZone(records);
        expect(text).toMatch(/^[ -~\n]*$/);
        const sorted = (list: readonly ResourceRecord[]): string[] => list.map(String).sort();
        expect(sorted(parseZone(text))).toEqual(sorted(records));
      }),
      { numRuns: 200 },
    );
  });

  it("orders names as Name.compare does", () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 2, maxLength: 8 }), (names) => {
        const data = { address: "192.0.2.1" };
        const records = names.map((owner) => new ResourceRecord({ name: owner, ttl: 1, data, type: knownTypes.A }));
        const expected = names.toSorted((a, b) => a.compare(b)).map((owner) => owner.key);
        expect(zoneOrder(records).map((record) => record.name.key)).toEqual(expected);
      }),
    );
  });

  it("writes nothing for nothing, and refuses a record without data", () => {
    expect(formatZone([])).toBe("");
    expect(() => formatZone([new ResourceRecord({ name: "a.", type: knownTypes.A, ttl: 0 })])).toThrow(RangeError);
  });
});
