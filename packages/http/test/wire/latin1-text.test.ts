import { describe, expect, it } from "@jest/globals";
import { keepLatin1Text, latin1Text } from "../../src/wire/latin1-text.js";

describe("latin1Text", () => {
  it("has a character for each byte, of whatever view", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(Buffer.from(latin1Text(all), "latin1")).toEqual(Buffer.from(all));
    expect(latin1Text(new Uint8Array(all.buffer, 65, 3))).toBe("ABC");
    expect(latin1Text(new Uint8Array())).toBe("");
  });

  it("is made once for bytes whose text is kept", () => {
    const bytes = Buffer.from("once");
    keepLatin1Text(bytes);
    bytes.write("more");
    expect(latin1Text(bytes)).toBe("once");
    expect(latin1Text(Buffer.from(bytes))).toBe("more");
  });
});
