import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeBase32Hex, decodeBase64, decodeHex, encodeBase32Hex } from "../../src/presentation/binary-text.js";

describe("binary data as text", () => {
  it("reads back the base32hex that it writes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        expect(decodeBase32Hex(encodeBase32Hex(octets))).toEqual(Buffer.from(octets));
      }),
    );
  });

  it("writes the base32hex of RFC 4648 §10", () => {
    expect(encodeBase32Hex(Buffer.from("foobar"))).toBe("cpnmuoj1e8");
    expect(decodeBase32Hex("CPNMUOJ1E8")).toEqual(Buffer.from("foobar"));
  });

  it.each(["c", "cp!", "cpn", "cz", "cpnmu====", "w0"])("refuses %j as base32hex", (text) => {
    expect(decodeBase32Hex(text)).toBeUndefined();
  });

  it.each(["a", "0g", "0x00", "é0"])("refuses %j as hexadecimal", (text) => {
    expect(decodeHex(text)).toBeUndefined();
  });

  it.each(["A", "AA", "AA=", "AA-_", "A A=", "AB==", "AA==AA=="])("refuses %j as base64", (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});
