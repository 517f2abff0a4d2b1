import { isIP } from "node:net";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressGroup, isIPv4, isIPv6 } from "../../src/wire/ip-address.js";

describe("isIPv4 and isIPv6", () => {
  it.each([
    "127.0.0.1",
    "255.255.255.255",
    "256.0.0.1",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.4 ",
    "",
    "::",
    "::1",
    "1::",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    ":1",
    "1:",
    ":::",
    "::ffff:192.0.2.1",
    "::192.0.2.1",
    "192.0.2.1::",
    "::192.0.2.1:1",
    "::12345",
    "::g",
    "fe80::1%eth0",
    "fe80::1%",
    "1:2:3:4:5:6:1.2.3.4",
    "1:2:3:4:5:6:7:1.2.3.4",
  ])("judges %j as Node does", (text) => {
    expect({ v4: isIPv4(text), v6: isIPv6(text) }).toEqual({ v4: isIP(text) === 4, v6: isIP(text) === 6 });
  });

  it("judges random addresses as Node does", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        expect(isIPv4(text) || isIPv6(text)).toBe(isIP(text) !== 0);
      }),
    );
  });
});

describe("addressGroup", () => {
  it("counts an IPv4 address alone, also inside IPv6", () => {
    expect(addressGroup("192.0.2.1")).toBe("192.0.2.1");
    expect(addressGroup("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(addressGroup("::ffff:c000:201")).toBe("192.0.2.1");
  });

  it("counts an IPv6 /64 as one", () => {
    expect(addressGroup("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(addressGroup("2001:db8:1:2::9%eth0")).toBe("2001:db8:1:2::/64");
    expect(addressGroup("2001:db8:1:3::9")).not.toBe(addressGroup("2001:db8:1:2::9"));
  });

  it("leaves what is no address as it is", () => {
    expect(addressGroup("localhost")).toBe("localhost");
  });
});
