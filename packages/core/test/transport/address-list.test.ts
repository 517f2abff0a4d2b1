import { BlockList } from "node:net";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { AddressList } from "../../src/transport/address-list.js";

describe("AddressList", () => {
  it("knows single addresses, however they are written", () => {
    const list = new AddressList(["192.0.2.1", "2001:db8::1"]);
    expect(list.size).toBe(2);
    expect(list.has("192.0.2.1")).toBe(true);
    expect(list.has("192.0.2.2")).toBe(false);
    expect(list.has("2001:0DB8:0:0:0:0:0:1")).toBe(true);
    expect(list.has("2001:db8::2")).toBe(false);
  });

  it("knows networks, to the bit", () => {
    const list = new AddressList(["10.0.0.0/8", "172.16.0.0/12", "2001:db8::/33"]);
    expect(list.has("10.255.255.255")).toBe(true);
    expect(list.has("11.0.0.0")).toBe(false);
    expect(list.has("172.31.255.255")).toBe(true);
    expect(list.has("172.32.0.0")).toBe(false);
    expect(list.has("2001:db8:7fff::")).toBe(true);
    expect(list.has("2001:db8:8000::")).toBe(false);
  });

  it("takes an IPv4 address in IPv6 clothes for what it is, in entries and in questions", () => {
    expect(new AddressList(["192.0.2.0/24"]).has("::ffff:192.0.2.9")).toBe(true);
    expect(new AddressList(["::ffff:192.0.2.9"]).has("192.0.2.9")).toBe(true);
    const network = new AddressList(["::ffff:192.0.2.0/120"]);
    expect(network.has("192.0.2.255")).toBe(true);
    expect(network.has("192.0.3.0")).toBe(false);
  });

  it("keeps the families apart: all of one is nothing of the other", () => {
    expect(new AddressList(["0.0.0.0/0"]).has("192.0.2.1")).toBe(true);
    expect(new AddressList(["0.0.0.0/0"]).has("::1")).toBe(false);
    expect(new AddressList(["::/0"]).has("::1")).toBe(true);
    expect(new AddressList(["::/0"]).has("192.0.2.1")).toBe(false);
  });

  it("says no to anything that is no address, and looks past a zone", () => {
    const list = new AddressList(["0.0.0.0/0", "::/0"]);
    for (const text of ["", "localhost", "10.0.0.0/8", "1.2.3", "01.2.3.4", "::1::", "[::1]"]) {
      expect(list.has(text)).toBe(false);
    }
    expect(new AddressList(["fe80::/10"]).has("fe80::1%eth0")).toBe(true);
    expect(new AddressList([]).has("192.0.2.1")).toBe(false);
  });

  it.each([
    "",
    "localhost",
    "10.0.0",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0.0/08",
    "10.0.0.0/+8",
    "10.0.0.0/8 ",
    "fe80::1%eth0",
  ])("refuses %j, naming it", (entry) => {
    expect(() => new AddressList(["192.0.2.1", entry])).toThrow(TypeError);
    expect(() => new AddressList([entry])).toThrow(`"${entry}"`);
  });

  it("refuses a network with bits set behind its prefix", () => {
    expect(() => new AddressList(["10.1.0.0/8"])).toThrow(/"10\.1\.0\.0\/8" has bits set/);
    expect(() => new AddressList(["2001:db8::1/64"])).toThrow(TypeError);
    expect(() => new AddressList(["0.0.0.1/0"])).toThrow(TypeError);
  });

  it.each(["10.0.0.0/33", "::/129", "::ffff:10.0.0.0/95", "10.0.0.0/999"])(
    "refuses the prefix length of %j",
    (entry) => {
      expect(() => new AddressList([entry])).toThrow(RangeError);
      expect(() => new AddressList([entry])).toThrow(`"${entry}"`);
    },
  );

  it("agrees with node:net's BlockList on random networks and addresses", () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
    const wide = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((a) => (a[0] === 0 ? a.with(0, 0x20) : a));
    const check = (network: Uint8Array, bits: number, address: Uint8Array, common: number): void => {
      // Addresses that differ late are the ones that tell.
      const near = address.map((byte, index) => (index * 8 < common ? (network[index] ?? 0) : byte));
      const masked = network.map((byte, index) => byte & (0xff << (8 - Math.min(8, Math.max(0, bits - index * 8)))));
      const family = network.length === 4 ? "ipv4" : "ipv6";
      const block = new BlockList();
      block.addSubnet(written(masked), bits, family);
      const list = new AddressList([`${written(masked)}/${String(bits)}`]);
      expect(list.has(written(near))).toBe(block.check(written(near), family));
    };
    fc.assert(fc.property(bytes, fc.nat(32), bytes, fc.nat(32), check), { numRuns: 300 });
    fc.assert(
      fc.property(
        wide,
        fc.nat(128).map((n) => Math.max(1, n)),
        wide,
        fc.nat(128),
        check,
      ),
      { numRuns: 300 },
    );
  });
});

function written(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const hex = Buffer.from(bytes).toString("hex");
  return (hex.match(/.{4}/g) ?? []).join(":");
}
