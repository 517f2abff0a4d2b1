import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseCookies } from "../../src/cookies/parse-cookies.js";
import { type CookieOptions, serializeCookie } from "../../src/cookies/serialize-cookie.js";

function codeOf(name: string, value = "", options: CookieOptions = {}): unknown {
  try {
    return serializeCookie(name, value, options);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe("serializeCookie", () => {
  it("makes the safe choice where none is made", () => {
    expect(serializeCookie("a", "b")).toBe("a=b; Path=/; Secure; HttpOnly; SameSite=Lax");
  });

  it("writes each attribute", () => {
    const expires = new Date(Date.UTC(1994, 10, 6, 8, 49, 37));
    expect(
      serializeCookie("a", '"b"', {
        domain: "example.com",
        path: "/x",
        maxAgeMs: 1999,
        expires,
        sameSite: "none",
        httpOnly: false,
        partitioned: true,
      }),
    ).toBe(
      'a="b"; Path=/x; Domain=example.com; Max-Age=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Secure; SameSite=None; Partitioned',
    );
    expect(serializeCookie("a", "b", { secure: false, sameSite: "strict", maxAgeMs: -5 })).toBe(
      "a=b; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
    );
    expect(serializeCookie("a", "", { maxAgeMs: 1e25 })).toContain("; Max-Age=34560000;");
  });

  it("refuses names and values that would be read as something else", () => {
    for (const name of ["", "a b", "a=b", "a;b", "a\r\n", "a\0", "é", "a\u010a"])
      expect(codeOf(name)).toBe("BAD_COOKIE_NAME");
    for (const value of [
      "a b",
      "a;b",
      "a,b",
      'a"b',
      '"',
      "a\\b",
      "a\r\nSet-Cookie: x=y",
      "a\0",
      "é",
      "\u010a",
      "\u013b",
      "\x7f",
    ])
      expect(codeOf("a", value)).toBe("BAD_COOKIE_VALUE");
  });

  it("refuses attributes that would be read as something else", () => {
    const bad: CookieOptions[] = [
      { path: "x" },
      { path: "" },
      { path: "/;x" },
      { path: "/\r\n" },
      { path: "/\u010a" },
      { path: `/${"x".repeat(1024)}` },
      { domain: "" },
      { domain: "a;b" },
      { domain: "a..b" },
      { domain: "a\r\nb" },
      { domain: "a.b\n" },
      { domain: "a".repeat(254) },
      { maxAgeMs: Number.NaN },
      { maxAgeMs: Number.POSITIVE_INFINITY },
      { expires: new Date(Number.NaN) },
      { expires: new Date(8.64e15) },
    ];
    for (const options of bad) expect(codeOf("a", "b", options)).toBe("BAD_COOKIE_ATTRIBUTE");
  });

  it("refuses what browsers would drop", () => {
    expect(codeOf("a", "x".repeat(4096))).toBe("COOKIE_TOO_LARGE");
    expect(codeOf("a", "x".repeat(4095))).toContain("Path=/");
    expect(codeOf("a", "", { secure: false, sameSite: "none" })).toBe("BAD_COOKIE_ATTRIBUTE");
    expect(codeOf("a", "", { secure: false, partitioned: true })).toBe("BAD_COOKIE_ATTRIBUTE");
  });

  it("holds the prefixes to their rules, whatever their case", () => {
    for (const name of ["__Host-a", "__HOST-a"]) {
      expect(codeOf(name)).toContain("Secure");
      expect(codeOf(name, "", { secure: false })).toBe("BAD_COOKIE_ATTRIBUTE");
      expect(codeOf(name, "", { path: "/x" })).toBe("BAD_COOKIE_ATTRIBUTE");
      expect(codeOf(name, "", { domain: "example.com" })).toBe("BAD_COOKIE_ATTRIBUTE");
    }
    expect(codeOf("__Secure-a", "", { secure: false })).toBe("BAD_COOKIE_ATTRIBUTE");
    expect(codeOf("__secure-a", "", { path: "/x", domain: "example.com" })).toContain("Secure");
  });

  it("writes nothing but one cookie, whatever it is given, and it is read back", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "binary" }), fc.string(), (name, value, path) => {
        const text = String(codeOf(name, value, { path }));
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        if (!text.includes("=")) return;
        expect(text.split(";")).toHaveLength(5);
        expect([...parseCookies(text)][0]?.[0]).toBe(name);
      }),
    );
    fc.assert(
      fc.property(fc.base64String(), (value) => {
        expect(parseCookies(serializeCookie("a", value)).get("a")).toBe(value);
      }),
    );
  });
});
