import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { crc32c } from "../../../src/protocol/haproxy/crc32c.js";
import { ipFromBytes, ipToBytes } from "../../../src/protocol/haproxy/ip-bytes.js";
import { proxyTLVTypes } from "../../../src/protocol/haproxy/proxy-header.js";
import { ProxyProtocolError } from "../../../src/protocol/haproxy/proxy-protocol-error.js";
import { encodeProxyV2, parseProxyV2, proxyV2Length } from "../../../src/protocol/haproxy/proxy-v2.js";
import { ipAddress, type Address } from "../../../src/transport/address.js";

const source = ipAddress("tcp", "192.0.2.1", 0x1234);
const destination = ipAddress("tcp", "198.51.100.2", 443);
const signature = "0d0a0d0a000d0a515549540a";
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** As a reader does it: the length first. */
function parse(bytes: Buffer): ReturnType<typeof parseProxyV2> {
  expect(proxyV2Length(bytes.subarray(0, 16))).toBe(bytes.length);
  return parseProxyV2(bytes);
}

describe("version 2 of the PROXY protocol", () => {
  it("is on the wire what the specification says", () => {
    const bytes = hex(`${signature} 21 11 000c c0000201 c6336402 1234 01bb`);
    expect(encodeProxyV2({ source, destination })).toEqual(bytes);
    expect(parse(bytes)).toEqual({ version: 2, command: "PROXY", source, destination, tlvs: [] });
    const six = hex(
      `${signature} 21 21 0024 20010db8000000000000000000000001 00000000000000000000000000000001 0001 0002`,
    );
    expect(parse(six).source).toEqual(ipAddress("tcp", "2001:db8::1", 1));
    expect(
      encodeProxyV2({ source: ipAddress("tcp", "2001:db8::1", 1), destination: ipAddress("tcp", "::1", 2) }),
    ).toEqual(six);
  });

  it("knows UNIX sockets, with and without a name", () => {
    const from: Address = { type: "unix" };
    const to: Address = { type: "unix", path: "/run/app.sock" };
    const bytes = encodeProxyV2({ source: from, destination: to });
    expect(bytes).toHaveLength(16 + 216);
    expect(bytes[13]).toBe(0x31);
    expect(parse(bytes)).toMatchObject({ source: from, destination: to });
    const longest: Address = { type: "unix", path: "x".repeat(108) };
    expect(parse(encodeProxyV2({ source: longest, destination: to })).source).toEqual(longest);
    expect(() => encodeProxyV2({ source: { type: "unix", path: "x".repeat(109) }, destination: to })).toThrow(
      TypeError,
    );
    expect(() => encodeProxyV2({ source: { type: "unix", path: "a\0b" }, destination: to })).toThrow(TypeError);
  });

  it("names nobody where the addresses are not two of one kind", () => {
    const six = ipAddress("tcp", "::1", 1);
    const memory: Address = { type: "memory", name: "m" };
    for (const options of [{}, { source }, { source, destination: six }, { source: memory, destination: memory }]) {
      const bytes = encodeProxyV2(options);
      expect(bytes).toEqual(hex(`${signature} 21 00 0000`));
      expect(parse(bytes)).toEqual({
        version: 2,
        command: "PROXY",
        source: undefined,
        destination: undefined,
        tlvs: [],
      });
    }
  });

  it("ignores all that a LOCAL header goes on to say", () => {
    for (const rest of ["20 11 000c c0000201 c6336402 1234 01bb", "20 99 0001 ff", "20 00 0000"]) {
      const header = parse(hex(`${signature} ${rest}`));
      expect(header).toEqual({ version: 2, command: "LOCAL", source: undefined, destination: undefined, tlvs: [] });
    }
    expect(encodeProxyV2({ command: "LOCAL", source, destination })).toEqual(hex(`${signature} 20 00 0000`));
  });

  it.each(["11 11 0000", "31 11 0000", "22 11 0000", "2f 11 0000"])("refuses the version and command of %s", (rest) => {
    expect(() => proxyV2Length(hex(`${signature} ${rest}`))).toThrow(ProxyProtocolError);
  });

  it.each([
    ["an unknown family", "21 41 0000"],
    ["an unknown kind", "21 13 000c 000000000000000000000000"],
    ["a family without a kind", "21 10 000c 000000000000000000000000"],
    ["addresses that are cut off", "21 11 000b 0000000000000000000000"],
    ["a TLV without a length", "21 00 0002 0400"],
    ["a TLV that is cut off", "21 00 0004 04000200"],
    ["a checksum of the wrong size", "21 00 0004 03000100"],
    ["a wrong checksum", "21 00 0007 03000400000000"],
  ])("refuses %s", (_what, rest) => {
    expect(() => parse(hex(`${signature} ${rest}`))).toThrow(ProxyProtocolError);
  });

  it("carries TLVs, and a checksum that finds any bit that has changed", () => {
    const tlvs = [
      { type: proxyTLVTypes.alpn, value: Buffer.from("h2") },
      { type: proxyTLVTypes.authority, value: Buffer.from("example.org") },
      { type: 0xe0, value: Buffer.alloc(0) },
    ];
    const bytes = encodeProxyV2({ source, destination, tlvs, checksum: true });
    const header = parse(bytes);
    expect(header.tlvs.slice(0, 3)).toEqual(tlvs);
    expect(header.tlvs[3]?.type).toBe(proxyTLVTypes.crc32c);
    for (let bit = 8 * 16; bit < 8 * (16 + 12); bit += 1) {
      const broken = Buffer.from(bytes);
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => parse(broken)).toThrow(/checksum/);
    }
  });

  it("refuses to write what its lengths can't say", () => {
    const value = Buffer.alloc(0x10000);
    expect(() => encodeProxyV2({ tlvs: [{ type: 1, value }] })).toThrow(RangeError);
    const half = { type: 1, value: Buffer.alloc(0x8000) };
    expect(() => encodeProxyV2({ tlvs: [half, half] })).toThrow(RangeError);
    expect(() => encodeProxyV2({ tlvs: [{ type: 256, value: Buffer.alloc(0) }] })).toThrow(RangeError);
    expect(() => encodeProxyV2({ source: { ...source, port: 65_536 }, destination })).toThrow(RangeError);
    expect(() => encodeProxyV2({ source: { ...source, host: "::1" }, destination })).toThrow(TypeError);
    expect(() => encodeProxyV2({ source: { ...source, host: "name" }, destination })).toThrow(TypeError);
  });

  it("reads what it has written", () => {
    const port = fc.nat(65_535);
    const type = fc.constantFrom("tcp" as const, "udp" as const);
    const ip = fc
      .oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(fc.ipV6(), fc.ipV6()))
      .chain(([from, to]) =>
        fc.tuple(type, port, port).map(([t, p, q]) => [ipAddress(t, from, p), ipAddress(t, to, q)]),
      );
    const path = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 108 });
    const unix = fc.tuple(path, path).map(([a, b]): Address[] => [
      { type: "unix", path: a },
      { type: "unix", path: b },
    ]);
    const tlv = fc.record({ type: fc.integer({ min: 0xe0, max: 0xef }), value: fc.uint8Array({ maxLength: 40 }) });
    fc.assert(
      fc.property(fc.oneof(ip, unix), fc.array(tlv, { maxLength: 5 }), fc.boolean(), ([from, to], tlvs, checksum) => {
        const bytes = encodeProxyV2({ source: from, destination: to, tlvs, checksum });
        const header = parse(bytes);
        expect([canonical(header.source), canonical(header.destination)]).toEqual([canonical(from), canonical(to)]);
        const values = header.tlvs
          .slice(0, tlvs.length)
          .map((field) => ({ ...field, value: Uint8Array.from(field.value) }));
        expect(values).toEqual(tlvs);
        expect(encodeProxyV2({ ...header, tlvs, checksum })).toEqual(bytes);
      }),
    );
  });

  it("throws nothing but its own error at random bytes behind a good beginning", () => {
    const beginning = hex(signature);
    fc.assert(
      fc.property(
        fc.constantFrom(0x20, 0x21, 0x22, 0x11),
        fc.nat(255),
        fc.uint8Array({ maxLength: 300 }),
        (command, family, rest) => {
          const fixed = Buffer.from([...beginning, command, family, rest.length >> 8, rest.length & 0xff]);
          try {
            proxyV2Length(fixed);
            parseProxyV2(Buffer.concat([fixed, rest]));
          } catch (error) {
            expect(error).toBeInstanceOf(ProxyProtocolError);
          }
        },
      ),
    );
  });
});

/** With its host as bytes, so that two spellings of one IPv6 address are the same. */
function canonical(address: Address | undefined): unknown {
  return address?.type === "tcp" || address?.type === "udp" ? { ...address, host: ipToBytes(address.host) } : address;
}

describe("addresses as bytes", () => {
  it.each([
    "::",
    "::1",
    "1::",
    "2001:db8::1",
    "1:0:0:2::3",
    "1:2:3:4:5:6:7:8",
    "1:0:2:0:3:0:4:0",
    "192.0.2.1",
    "0.0.0.0",
  ])("writes %s back as it was", (host) => {
    expect(ipFromBytes(ipToBytes(host))).toBe(host);
  });

  it("refuses names and zones", () => {
    for (const host of ["localhost", "fe80::1%eth0", ""]) expect(() => ipToBytes(host)).toThrow(TypeError);
  });
});

describe("crc32c", () => {
  // RFC 3720 appendix B.4.
  it.each([
    ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
    ["32 ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
    ["0 to 31", Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ["the usual digits", Buffer.from("123456789"), 0xe3069283],
  ])("gives the RFC's checksum of %s", (_what, bytes, checksum) => {
    expect(crc32c(bytes)).toBe(checksum);
  });
});
