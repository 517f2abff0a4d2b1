import { describe, expect, it } from "@jest/globals";
import { reverseName } from "../../src/client/reverse-name.js";

describe("reverseName", () => {
  it("turns an IPv4 address around (RFC 1035 §3.5)", () => {
    expect(reverseName("10.2.0.52").toString()).toBe("52.0.2.10.in-addr.arpa.");
  });

  it("turns the digits of an IPv6 address around (RFC 3596 §2.5)", () => {
    expect(reverseName("4321:0:1:2:3:4:567:89ab").toString()).toBe(
      "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.",
    );
    expect(reverseName("::1").labelCount).toBe(34);
  });

  it.each(["", "www.example", "1.2.3", "fe80::1%eth0"])("refuses %j", (text) => {
    expect(() => reverseName(text)).toThrow(TypeError);
  });
});
