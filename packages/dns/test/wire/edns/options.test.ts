import { describe, expect, it } from "@jest/globals";
import { DNSDecodeError } from "../../../src/wire/dns-decode-error.js";
import { EDNS } from "../../../src/wire/edns/edns.js";
import type { EDNSOptionType } from "../../../src/wire/edns/edns-option-type.js";
import * as options from "../../../src/wire/edns/index.js";
import { Name } from "../../../src/wire/name.js";

const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");
const agent = Name.fromText("a.Example");

interface Row {
  readonly type: EDNSOptionType<never>;
  readonly data: unknown;
  readonly hex: string;
}

const row = <Data>(type: EDNSOptionType<Data>, data: Data, hex: string): Row => ({ type, data, hex }) as Row;

describe("EDNS options", () => {
  it.each<Row>([
    row(options.NameServerID, bytes("abcd"), "abcd"),
    row(options.DAU, [8, 13], "080d"),
    row(options.DHU, [2], "02"),
    row(options.N3U, [1], "01"),
    row(
      options.ClientSubnet,
      { family: 1, sourcePrefixLength: 24, scopePrefixLength: 0, address: "192.0.2.0" },
      "00011800c00002",
    ),
    row(
      options.ClientSubnet,
      { family: 1, sourcePrefixLength: 21, scopePrefixLength: 32, address: "192.0.8.0" },
      "00011520c00008",
    ),
    row(
      options.ClientSubnet,
      { family: 2, sourcePrefixLength: 56, scopePrefixLength: 48, address: "2001:db8:0:100::" },
      "0002383020010db8000001",
    ),
    row(
      options.ClientSubnet,
      { family: 1, sourcePrefixLength: 0, scopePrefixLength: 0, address: "0.0.0.0" },
      "00010000",
    ),
    row(
      options.ClientSubnet,
      { family: 1, sourcePrefixLength: 32, scopePrefixLength: 0, address: "255.255.255.255" },
      "00012000ffffffff",
    ),
    row(options.Expire, {}, ""),
    row(options.Expire, { expire: 0xffff_ffff }, "ffffffff"),
    row(options.Cookie, { client: bytes("0102030405060708") }, "0102030405060708"),
    row(
      options.Cookie,
      { client: bytes("0102030405060708"), server: bytes("1112131415161718") },
      "01020304050607081112131415161718",
    ),
    row(options.TCPKeepalive, {}, ""),
    row(options.TCPKeepalive, { timeoutMs: 30_000 }, "012c"),
    row(options.Padding, { length: 3 }, "000000"),
    row(options.Chain, agent, "0161074578616d706c6500"),
    row(options.KeyTag, [19_036, 20_326], "4a5c4f66"),
    row(options.ExtendedError, { infoCode: options.ExtendedErrorCode.STALE_ANSWER, extraText: "é" }, "0003c3a9"),
    row(options.ReportChannel, agent, "0161074578616d706c6500"),
    row(options.ZoneVersion, undefined, ""),
    row(options.ZoneVersion, { labelCount: 2, type: 0, version: bytes("0000002a") }, "02000000002a"),
    row(options.ZoneVersion, { labelCount: 2, type: 250, version: bytes("2a") }, "02fa2a"),
  ])("$type.name is $hex for its data", ({ type, data, hex }) => {
    const edns = new EDNS().add(type, data as never);
    expect(edns.options[0]?.data.toString("hex")).toBe(hex);
    const received = new EDNS().addOption({ code: type.code, data: bytes(hex) }).get<unknown>(type);
    if (data instanceof Name) expect(String(received)).toBe(String(data));
    else expect(received).toEqual(data);
  });

  it.each<[string, EDNSOptionType<never>, string]>([
    ["an ECS family that isn't known", options.ClientSubnet as never, "00030000"],
    ["an ECS prefix longer than an address", options.ClientSubnet as never, "00012100ffffffff00"],
    ["an ECS scope longer than an address", options.ClientSubnet as never, "00010021"],
    ["ECS bits behind the prefix", options.ClientSubnet as never, "00011500c00009"],
    ["an ECS address that is cut", options.ClientSubnet as never, "00011800c000"],
    ["an ECS address with bytes behind it", options.ClientSubnet as never, "00011800c0000200"],
    ["a client cookie of 7 bytes", options.Cookie as never, "01020304050607"],
    ["a server cookie of 7 bytes", options.Cookie as never, "010203040506070801020304050607"],
    ["a server cookie of 33 bytes", options.Cookie as never, "00".repeat(41)],
    ["a keepalive of 1 byte", options.TCPKeepalive as never, "01"],
    ["a keepalive of 3 bytes", options.TCPKeepalive as never, "010203"],
    ["an expiry of 3 bytes", options.Expire as never, "010203"],
    ["an EDE of 1 byte", options.ExtendedError as never, "01"],
    ["half a key tag", options.KeyTag as never, "010203"],
    ["a compressed trust point", options.Chain as never, "0161c000"],
    ["a serial of 3 bytes", options.ZoneVersion as never, "0100010203"],
  ])("refuse %s", (_, type, hex) => {
    const edns = new EDNS().addOption({ code: type.code, data: bytes(hex) });
    expect(() => edns.get<unknown>(type)).toThrow(DNSDecodeError);
  });

  it("refuse data that no option can hold", () => {
    const edns = new EDNS();
    const subnet = { family: 1 as const, sourcePrefixLength: 24, scopePrefixLength: 0, address: "192.0.2.0" };
    expect(() => edns.add(options.ClientSubnet, { ...subnet, address: "192.0.2.1" })).toThrow(RangeError);
    expect(() => edns.add(options.ClientSubnet, { ...subnet, address: "::" })).toThrow(RangeError);
    expect(() => edns.add(options.ClientSubnet, { ...subnet, family: 2 })).toThrow(RangeError);
    expect(() => edns.add(options.ClientSubnet, { ...subnet, sourcePrefixLength: 33 })).toThrow(RangeError);
    expect(() => edns.add(options.Cookie, { client: Buffer.alloc(7) })).toThrow(RangeError);
    expect(() => edns.add(options.Cookie, { client: Buffer.alloc(8), server: Buffer.alloc(33) })).toThrow(RangeError);
    expect(() => edns.add(options.TCPKeepalive, { timeoutMs: 6_553_600 })).toThrow(RangeError);
    expect(edns.options).toEqual([]);
  });

  it("take an EDE text with a NUL at its end, which isn't part of it (RFC 8914 §2)", () => {
    const edns = new EDNS().addOption({ code: 15, data: bytes("00006100") });
    expect(edns.get(options.ExtendedError)?.extraText).toBe("a");
  });
});
