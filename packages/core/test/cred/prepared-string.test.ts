import { describe, expect, it } from "@jest/globals";
import {
  maxPasswordLength,
  maxUsernameLength,
  preparePassword,
  prepareUsername,
} from "../../src/cred/prepared-string.js";

describe("a prepared string (RFC 8265)", () => {
  it("makes the same of two spellings of one letter", () => {
    expect(prepareUsername("re\u0301ne\u0301")).toBe("r\u00e9n\u00e9");
    expect(preparePassword("re\u0301ne\u0301")).toBe("r\u00e9n\u00e9");
  });

  it("makes a space of any space in a password", () => {
    expect(preparePassword("correct\u00a0horse\u3000battery")).toBe("correct horse battery");
  });

  it("keeps the case", () => {
    expect(prepareUsername("Alice")).toBe("Alice");
  });

  it.each(["", "a\0b", "a\nb", "a\rb", "a\tb", "\ud800", "\uffff"])("refuses %j", (text) => {
    expect(prepareUsername(text)).toBeUndefined();
    expect(preparePassword(text)).toBeUndefined();
  });

  it("refuses what is over the limit, and takes what is at it", () => {
    expect(prepareUsername("a".repeat(maxUsernameLength))).toBeDefined();
    expect(prepareUsername("a".repeat(maxUsernameLength + 1))).toBeUndefined();
    expect(preparePassword("a".repeat(maxPasswordLength))).toBeDefined();
    expect(preparePassword("a".repeat(maxPasswordLength + 1))).toBeUndefined();
  });
});
