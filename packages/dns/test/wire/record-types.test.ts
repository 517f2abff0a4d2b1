import { describe, expect, it } from "@jest/globals";
import { MX } from "../../src/records/mx.js";
import { recordTypes } from "../../src/records/record-types.js";
import { typeCode } from "../../src/records/type-codes.js";
import { isMetaType } from "../../src/wire/query-type.js";
import { RecordTypes } from "../../src/wire/record-types.js";
import { UnknownType } from "../../src/wire/unknown-type.js";

describe("RecordTypes", () => {
  const types = new RecordTypes([MX]);

  it("finds types by code and by mnemonic", () => {
    expect(types.get(15)).toBe(MX);
    expect(types.named("mx")).toBe(MX);
    expect(types.named("TYPE15")).toBe(MX);
    expect([...types]).toEqual([MX]);
    expect([types.mnemonic(15), types.mnemonic(16)]).toEqual(["MX", "TYPE16"]);
  });

  it("handles all others as bytes", () => {
    expect(types.find(16)).toBeUndefined();
    expect(types.get(16)).toBeInstanceOf(UnknownType);
    expect(types.named("type65535")?.code).toBe(65_535);
  });

  it.each(["TYPE", "TYPE65536", "TYPE-1", "TYPE1x", "TYPE000001", "NONSENSE"])("knows no type %s", (mnemonic) => {
    expect(types.named(mnemonic)).toBeUndefined();
  });

  it("refuses a code or mnemonic that is taken", () => {
    expect(() => types.register({ ...MX, code: 16 })).toThrow(TypeError);
    expect(() => types.register({ ...MX, mnemonic: "OTHER" })).toThrow(TypeError);
  });
});

describe("the types that Twist knows", () => {
  it("are all that are in use, each with a codec and a presentation form of its own", () => {
    const inUse =
      "A AAAA NS CNAME SOA PTR MX TXT SRV HINFO NAPTR DNAME CAA DS DNSKEY RRSIG NSEC NSEC3 NSEC3PARAM CDS CDNSKEY CSYNC " +
      "TLSA SMIMEA SSHFP OPENPGPKEY CERT LOC URI SVCB HTTPS ZONEMD SPF RP AFSDB APL DHCID HIP IPSECKEY KX EUI48 EUI64 " +
      "NID L32 L64 LP AMTRELAY RESINFO TKEY";
    const unknown = inUse.split(" ").filter((mnemonic) => recordTypes.named(mnemonic)?.mnemonic !== mnemonic);
    expect(unknown).toEqual([]);
  });

  it.each(["OPT", "TSIG", "AXFR", "IXFR", "ANY"])("can ask for %s, which no zone holds", (mnemonic) => {
    const code = typeCode(mnemonic);
    expect(code !== undefined && isMetaType(code)).toBe(true);
  });
});
