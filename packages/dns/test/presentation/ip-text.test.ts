import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatIPv4, parseIPv4 } from "../../src/presentation/ipv4-text.js";
import { formatIPv6, parseIPv6 } from "../../src/presentation/ipv6-text.js";

function canonical(text: string): string | undefined {
  const groups = new Uint16Array(8);
  return parseIPv6(text, groups) ? formatIPv6(groups) : undefined;
}

describe("IPv4 addresses", () => {
  it("reads back what it writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (address) => {
        expect(parseIPv4(formatIPv4(address))).toBe(address);
      }),
    );
  });

  it.each([
    "",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.04",
    "1..2.3",
    "1.2.3.",
    ".1.2.3",
    "1.2.3.4 ",
    "1.2.3.-4",
    "0x1.2.3.4",
  ])("refuses %j", (text) => {
    expect(parseIPv4(text)).toBe(-1);
  });
});

describe("IPv6 addresses", () => {
  it.each([
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:0DB8::0001", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["::192.0.2.1", "::c000:201"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"],
  ])("writes %s as RFC 5952 does: %s", (text, expected) => {
    expect(canonical(text)).toBe(expected);
    expect(canonical(expected)).toBe(expected);
  });

  it.each([
    "",
    ":",
    ":::",
    "1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1:2:3:4:5:6:7:8::",
    ":1::2",
    "1:",
    "1::2:",
    "12345::",
    "g::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3",
    "::1.2.3.4:5",
    "fe80::1%eth0",
    "1.2.3.4",
  ])("refuses %j", (text) => {
    expect(canonical(text)).toBeUndefined();
  });
});
