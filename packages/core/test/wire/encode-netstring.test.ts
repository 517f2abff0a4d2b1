import { describe, expect, it } from "@jest/globals";
import { encodeNetstring } from "../../src/wire/encode-netstring.js";

describe("encodeNetstring", () => {
  it("writes Bernstein's own examples", () => {
    expect(encodeNetstring(Buffer.from("hello world!")).toString()).toBe("12:hello world!,");
    expect(encodeNetstring(new Uint8Array()).toString()).toBe("0:,");
  });
});
