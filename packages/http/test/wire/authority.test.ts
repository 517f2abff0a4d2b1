import { describe, expect, it } from "@jest/globals";
import { isAuthority, parseAuthority } from "../../src/wire/authority.js";

describe("parseAuthority", () => {
  it.each([
    ["example.com", "example.com", undefined],
    ["example.com:8080", "example.com", 8080],
    ["example.com:", "example.com", undefined],
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["[::1]", "[::1]", undefined],
    ["[2001:db8::1.2.3.4]:65535", "[2001:db8::1.2.3.4]", 65_535],
    ["xn--bcher-kva.example_%41", "xn--bcher-kva.example_%41", undefined],
  ])("reads %s", (text, host, port) => {
    expect(parseAuthority(text)).toEqual({ host, port });
    expect(isAuthority(text)).toBe(true);
  });

  it.each([
    "",
    ":80",
    "a:b",
    "a:80:80",
    "a:65536",
    "a:-1",
    "a/b",
    "a?b",
    "u@a",
    "a b",
    "a,b",
    "a\xa0",
    "[::1",
    "[]",
    "[::1]x",
    "[g]",
    "::1",
    "é",
    "\u0130",
  ])("refuses %j", (text) => {
    expect(parseAuthority(text)).toBeUndefined();
    expect(isAuthority(text)).toBe(false);
  });
});
