import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseResolvConf } from "../../src/client/resolv-conf.js";

describe("parseResolvConf", () => {
  it("has the defaults of resolv.conf(5)", () => {
    expect(parseResolvConf("")).toEqual({
      servers: [],
      search: [],
      ndots: 1,
      timeoutMs: 5_000,
      attempts: 2,
      rotate: false,
      useTCP: false,
      trustAD: false,
    });
  });

  it("reads servers, the search list and options", () => {
    const conf = parseResolvConf(
      "# comment\n; comment\nnameserver 192.0.2.1\nnameserver\t2001:db8::1 \r\nsearch corp.example example\n" +
        "options ndots:2 timeout:3 attempts:4 rotate use-vc trust-ad edns0 unknown:7\n",
    );
    expect(conf).toEqual({
      servers: ["192.0.2.1", "2001:db8::1"],
      search: ["corp.example", "example"],
      ndots: 2,
      timeoutMs: 3_000,
      attempts: 4,
      rotate: true,
      useTCP: true,
      trustAD: true,
    });
  });

  it("lets the last of domain and search count", () => {
    expect(parseResolvConf("search a b\ndomain c d\n").search).toEqual(["c"]);
    expect(parseResolvConf("domain c\nsearch a b\n").search).toEqual(["a", "b"]);
  });

  it("keeps numbers within what they may be", () => {
    const conf = parseResolvConf("options ndots:99 timeout:0 attempts:99\n");
    expect([conf.ndots, conf.timeoutMs, conf.attempts]).toEqual([15, 1_000, 5]);
    expect(parseResolvConf("options timeout:-1 ndots:x attempts:\n")).toEqual(parseResolvConf(""));
  });

  it("passes over servers that are no addresses, and looks at eight servers and 32 domains", () => {
    const servers = Array.from({ length: 20 }, (_, i) => `nameserver 192.0.2.${String(i)}\n`).join("");
    expect(parseResolvConf(`nameserver dns.example\n${servers}`).servers).toHaveLength(8);
    expect(parseResolvConf(`search ${"a ".repeat(60)}`).search).toHaveLength(32);
  });

  it("never throws, whatever the file holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        parseResolvConf(text);
        parseResolvConf(`options ${text}`);
      }),
    );
  });
});
