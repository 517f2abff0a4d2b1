import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ProxyProtocolError } from "../../../src/protocol/haproxy/proxy-protocol-error.js";
import { encodeProxyV1, longestV1Header, parseProxyV1 } from "../../../src/protocol/haproxy/proxy-v1.js";
import { ipAddress } from "../../../src/transport/address.js";

describe("parseProxyV1", () => {
  it("reads the specification's examples", () => {
    const header = parseProxyV1("PROXY TCP4 255.255.255.255 192.0.2.1 65535 443");
    expect(header).toEqual({
      version: 1,
      command: "PROXY",
      source: ipAddress("tcp", "255.255.255.255", 65_535),
      destination: ipAddress("tcp", "192.0.2.1", 443),
      tlvs: [],
    });
    const ones = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    expect(parseProxyV1(`PROXY TCP6 ${ones} ${ones} 65535 65535`).source).toEqual(ipAddress("tcp", ones, 65_535));
    expect(parseProxyV1("PROXY UNKNOWN").source).toBeUndefined();
    expect(parseProxyV1(`PROXY UNKNOWN ${ones} ${ones} 65535 65535`).destination).toBeUndefined();
  });

  it.each([
    "PROXY",
    "PROXY ",
    "proxy TCP4 192.0.2.1 192.0.2.2 1 2",
    "PROXYTCP4 192.0.2.1 192.0.2.2 1 2",
    "PROXY UDP4 192.0.2.1 192.0.2.2 1 2",
    "PROXY UNKNOWNS",
    "PROXY TCP4",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 ",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3",
    "PROXY TCP4  192.0.2.1 192.0.2.2 1 2",
    "PROXY\tTCP4 192.0.2.1 192.0.2.2 1 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 100000",
    "PROXY TCP4 192.0.2.1 192.0.2.2 01 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 +1 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1e3 2",
    "PROXY TCP4 192.0.2.01 192.0.2.2 1 2",
    "PROXY TCP4 192.0.2 192.0.2.2 1 2",
    "PROXY TCP4 ::1 ::1 1 2",
    "PROXY TCP6 192.0.2.1 192.0.2.2 1 2",
    "PROXY TCP6 fe80::1%eth0 ::1 1 2",
    "PROXY TCP6 localhost ::1 1 2",
    "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
  ])("refuses %j", (line) => {
    expect(() => parseProxyV1(line)).toThrow(ProxyProtocolError);
  });
});

describe("encodeProxyV1", () => {
  it("writes what parseProxyV1 reads", () => {
    const port = fc.nat(65_535);
    const pairs = fc.oneof(fc.tuple(fc.ipV4(), fc.ipV4(), port, port), fc.tuple(fc.ipV6(), fc.ipV6(), port, port));
    fc.assert(
      fc.property(pairs, ([from, to, fromPort, toPort]) => {
        const source = ipAddress("tcp", from, fromPort);
        const destination = ipAddress("tcp", to, toPort);
        const bytes = encodeProxyV1(source, destination).toString("latin1");
        expect(bytes.endsWith("\r\n")).toBe(true);
        expect(bytes.length).toBeLessThanOrEqual(longestV1Header);
        expect(parseProxyV1(bytes.slice(0, -2))).toMatchObject({ source, destination });
      }),
    );
  });

  it("says UNKNOWN of what version 1 has no words for", () => {
    const v4 = ipAddress("tcp", "192.0.2.1", 1);
    for (const [source, destination] of [
      [undefined, undefined],
      [v4, undefined],
      [v4, ipAddress("tcp", "::1", 1)],
      [ipAddress("udp", "192.0.2.1", 1), ipAddress("udp", "192.0.2.1", 1)],
    ] as const) {
      expect(encodeProxyV1(source, destination).toString()).toBe("PROXY UNKNOWN\r\n");
    }
  });

  it("refuses what would break the line", () => {
    const good = ipAddress("tcp", "192.0.2.1", 1);
    for (const host of ["192.0.2.1\r\nQUIT", "localhost", "192.0.2.1 "]) {
      expect(() => encodeProxyV1({ ...good, host }, good)).toThrow(TypeError);
    }
    for (const port of [-1, 65_536, 1.5]) expect(() => encodeProxyV1(good, { ...good, port })).toThrow(RangeError);
    const link = ipAddress("tcp", "fe80::1%eth0", 1);
    expect(() => encodeProxyV1(link, link)).toThrow(TypeError);
  });
});
