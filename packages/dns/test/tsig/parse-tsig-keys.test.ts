import { describe, expect, it } from "@jest/globals";
import { DNSTextError } from "../../src/presentation/dns-text-error.js";
import { parseTSIGKeys } from "../../src/tsig/parse-tsig-keys.js";
import { TSIGKey } from "../../src/tsig/tsig-key.js";

// As `tsig-keygen -a hmac-sha512 transfer.example` writes it.
const generated = `key "transfer.example" {
	algorithm hmac-sha512;
	secret "bm90IHNlY3JldA==";
};
`;

describe("parseTSIGKeys", () => {
  it("reads what tsig-keygen writes", () => {
    const [key, ...more] = parseTSIGKeys(generated);
    const same = new TSIGKey({ name: "transfer.example.", secret: "bm90IHNlY3JldA==", algorithm: "hmac-sha512" });
    expect(more).toEqual([]);
    expect(key?.name.toString()).toBe("transfer.example.");
    expect(key?.algorithm.name.toString()).toBe("hmac-sha512.");
    expect(key?.mac([Buffer.from("x")])).toEqual(same.mac([Buffer.from("x")]));
  });

  it("reads several, with comments, without quotes, on one line, and HMAC-SHA256 where nothing is said", () => {
    const keys = parseTSIGKeys(`# one
      key a. {secret c2VjcmV0;};// two
      key b { /* * / */ algorithm HMAC-SHA1; secret "c2VjcmV0"; };`);
    expect(keys.map(({ name, algorithm }) => [name.toString(), algorithm.hash])).toEqual([
      ["a.", "sha256"],
      ["b.", "sha1"],
    ]);
  });

  it.each([
    ['key "a" { secret "c2VjcmV0"; }; kay "b" {};', "1:33: a key begins with"],
    ['key "a" {\n  secret\n};', "3:1: the secret is missing"],
    ['key "a" { secret "c2VjcmV0" };', '1:29: ";" is missing'],
    ['key "a" { secret "c2VjcmV0";', "1:29: algorithm or secret is missing"],
    ['key "a" { name "x"; };', "1:11: a key has an algorithm and a secret"],
    ['key "a" { algorithm hmac-md5; secret "c2VjcmV0"; };', "1:1: there is no TSIG algorithm hmac-md5"],
    ['key "a..b" { secret "c2VjcmV0"; };', "1:1: "],
    ['key "a" { algorithm hmac-sha256; };', "1:1: a key has a secret in base64"],
    ["key { secret x; };", "1:5: the key's name is missing"],
    ['key "a', "1:5: this is neither a word nor a comment"],
    ["/* never ends", "1:1: this is neither a word nor a comment"],
  ])("says where %j is wrong", (text, message) => {
    expect(() => parseTSIGKeys(text)).toThrow(DNSTextError);
    expect(() => parseTSIGKeys(text)).toThrow(message);
  });

  it("never shows a secret in an error", () => {
    expect(() => parseTSIGKeys('key "a" { secret "p@ssw0rd"; };', "/keys")).toThrow(/^\/keys:1:1: (?!.*p@ss)/);
  });

  it("takes time in proportion to the text", () => {
    const text = "/*".repeat(100_000);
    expect(() => parseTSIGKeys(text)).toThrow(DNSTextError);
    expect(parseTSIGKeys("key a{secret c2VjcmV0;};".repeat(5_000))).toHaveLength(5_000);
  });
});
