import { describe, expect, it } from "@jest/globals";
import { decodeRData, encodeRData } from "../../src/records/rdata-text.js";
import { SVCB } from "../../src/records/svcb.js";
import { DNSTextError } from "../../src/presentation/dns-text-error.js";
import { Name } from "../../src/wire/name.js";
import type { ServiceBinding } from "../../src/records/forms/service-binding.js";
import { parseRecord } from "../../src/zone-file/parse-record.js";

const foo = "03666f6f076578616d706c6503636f6d00";
const fooOrg = "03666f6f076578616d706c65036f726700";

function parse(text: string): ServiceBinding {
  return parseRecord(`example.com. 60 SVCB ${text}`).data as ServiceBinding;
}

function hexOf(text: string): string {
  return encodeRData(SVCB, parse(text)).toString("hex");
}

describe("the test vectors of RFC 9460 appendix D", () => {
  it.each([
    ["AliasMode (figure 2)", "0 foo.example.com.", `0000${foo}`],
    ["the owner as target (figure 3)", "1 .", "000100"],
    ["a port (figure 4)", "16 foo.example.com. port=53", `0010${foo}000300020035`],
    ["a generic key (figure 5)", "1 foo.example.com. key667=hello", `0001${foo}029b000568656c6c6f`],
    [
      "a generic key with an escape (figure 6)",
      '1 foo.example.com. key667="hello\\210qoo"',
      `0001${foo}029b000968656c6c6fd2716f6f`,
    ],
    [
      "two IPv6 hints (figure 7)",
      '1 foo.example.com. (ipv6hint="2001:db8::1,2001:db8::53:1")',
      `0001${foo}0006002020010db800000000000000000000000120010db8000000000000000000530001`,
    ],
    [
      "an IPv6 hint with embedded IPv4 (figure 8)",
      '1 example.com. (ipv6hint="2001:db8:122:344::192.0.2.33")',
      "0001076578616d706c6503636f6d000006001020010db80122034400000000c0000221",
    ],
    [
      "keys out of order (figure 9)",
      "16 foo.example.org. (alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1)",
      `0010${fooOrg}0000000400010004000100090268320568332d3139000400 04c0000201`.replace(" ", ""),
    ],
    [
      "an alpn with escapes, in quotes (figure 10)",
      '16 foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2"',
      `0010${fooOrg}0001000c08665c6f6f2c626172026832`,
    ],
    [
      "an alpn with escapes, without quotes (figure 10)",
      "16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2",
      `0010${fooOrg}0001000c08665c6f6f2c626172026832`,
    ],
  ])("encodes %s", (_title, text, hex) => {
    expect(hexOf(text)).toBe(hex);
    expect(encodeRData(SVCB, parse(SVCB.format(parse(text)))).toString("hex")).toBe(hex);
  });

  it.each([
    ["a key twice (figure 11)", "1 foo.example.com. ( key123=abc key123=def )", "key123 is there twice"],
    ["a mandatory without a value (figure 12)", "1 foo.example.com. mandatory", "mandatory has to be"],
    ["an alpn without a value (figure 12)", "1 foo.example.com. alpn", "alpn has to be"],
    ["a port without a value (figure 12)", "1 foo.example.com. port", "port has to be"],
    ["an ipv4hint without a value (figure 12)", "1 foo.example.com. ipv4hint", "ipv4hint has to be"],
    ["an ipv6hint without a value (figure 12)", "1 foo.example.com. ipv6hint", "ipv6hint has to be"],
    [
      "a no-default-alpn with a value (figure 13)",
      "1 foo.example.com. no-default-alpn=abc",
      "no-default-alpn has to be without a value",
    ],
    [
      "a mandatory key that isn't there (figure 14)",
      "1 foo.example.com. mandatory=key123",
      "mandatory names a key that isn't there",
    ],
    ["mandatory as mandatory (figure 15)", "1 foo.example.com. mandatory=mandatory", "mandatory has to be"],
    [
      "a key twice in mandatory (figure 16)",
      "1 foo.example.com. ( mandatory=key123,key123 key123=abc )",
      "mandatory has to be",
    ],
    ["no-default-alpn without alpn", "1 . no-default-alpn", "no-default-alpn needs alpn"],
    ["the reserved key", "1 . key65535=x", "65535 is reserved"],
    ["a key without a name", "1 . keyboard=x", "there is no such SvcParamKey"],
    ["a dohpath without its variable", "1 . dohpath=/dns-query{?x}", "dohpath has to be"],
    ["an ech that is no base64", "1 . ech=***", "ech has to be"],
    ["a known key in its generic form with a bad value", "1 . key3=abc", "port has to be"],
  ])("refuses %s", (_title, text, message) => {
    expect(() => parse(text)).toThrow(DNSTextError);
    expect(() => parse(text)).toThrow(message);
  });
});

describe("SVCB on the wire", () => {
  it.each([
    ["keys that don't ascend", "000100 0003 0002 0035 0001 0003 026832"],
    ["a key twice", "000100 0003 0002 0035 0003 0002 0035"],
    ["a value that runs over the end", "000100 0003 0004 0035"],
    ["an empty alpn", "000100 0001 0000"],
    ["an alpn with an empty protocol", "000100 0001 0001 00"],
    ["an address that is cut", "000100 0004 0003 c00002"],
    ["a mandatory that isn't there", "000100 0000 0002 0001"],
    ["a dohpath that is no UTF-8", "000100 0007 0009 2fff7b3f646e737d20"],
    ["a compressed target", "0001 c000"],
  ])("refuses %s", (_title, hex) => {
    expect(() => decodeRData(SVCB, Buffer.from(hex.replaceAll(" ", ""), "hex"))).toThrow(
      expect.objectContaining({ name: "DNSDecodeError" }),
    );
  });

  it("takes the wire form of a known key behind its number", () => {
    expect(parse("1 . key1=\\002h2").svcParams).toEqual({ alpn: ["h2"] });
  });

  it("refuses to write what RFC 9460 forbids", () => {
    const write = (svcParams: ServiceBinding["svcParams"]) => () =>
      encodeRData(SVCB, { svcPriority: 1, targetName: Name.root, svcParams });
    expect(write({ noDefaultAlpn: true })).toThrow(RangeError);
    expect(write({ alpn: [] })).toThrow(RangeError);
    expect(write({ alpn: ["h2", ""] })).toThrow(RangeError);
    expect(write({ port: 65_536 })).toThrow(RangeError);
    expect(write({ ipv4hint: ["192.0.2.256"] })).toThrow(RangeError);
    expect(write({ mandatory: ["port"] })).toThrow(RangeError);
    expect(write({ unknown: new Map([[3, Buffer.from([0, 53])]]) })).toThrow(RangeError);
    expect(write({ unknown: new Map([[65_535, Buffer.alloc(0)]]) })).toThrow(RangeError);
  });
});
