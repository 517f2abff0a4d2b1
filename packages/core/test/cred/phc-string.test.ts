import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CredError } from "../../src/cred/cred-error.js";
import { formatPHC, parsePHC } from "../../src/cred/phc-string.js";

const bytes = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((array) => Buffer.from(array));
const phc = fc.record({
  id: fc.stringMatching(/^[a-z0-9-]{1,32}$/),
  parameters: fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), fc.nat()), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 4,
    })
    .map((entries) => new Map(entries)),
  salt: bytes,
  hash: bytes,
});

describe("a PHC string", () => {
  it("comes back from its text as it was", () => {
    fc.assert(fc.property(phc, (value) => expect(parsePHC(formatPHC(value))).toEqual(value)));
  });

  it("throws nothing but a CredError, whatever the text", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^\$[a-z$=,0-9A-Za-z+/]*$/));
    fc.assert(
      fc.property(text, (line) => {
        try {
          parsePHC(line);
        } catch (error) {
          expect(error).toBeInstanceOf(CredError);
        }
      }),
    );
  });

  it.each([
    ["a text that is too long", `$scrypt$a=1$YWJj$${"A".repeat(1024)}`],
    ["a part too many", "$scrypt$a=1$YWJj$YWJj$YWJj"],
    ["a part too few", "$scrypt$a=1$YWJj"],
    ["the same parameter twice", "$scrypt$a=1,a=2$YWJj$YWJj"],
    ["a parameter that isn't a whole number", "$scrypt$a=1.5$YWJj$YWJj"],
    ["a leading zero", "$scrypt$a=01$YWJj$YWJj"],
    ["padding", "$scrypt$a=1$YWI=$YWJj"],
    ["bits left over in the base64", "$scrypt$a=1$YWJ$YWK"],
    ["an empty hash", "$scrypt$a=1$YWJj$"],
  ])("refuses %s", (_what, text) => {
    expect(() => parsePHC(text)).toThrow(CredError);
  });
});
