import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OptionsError } from "@twist/core/application";
import { parseTSIGKeys, readTSIGKeys } from "../../src/command/tsig-key-file.js";

const text = `# made by tsig-keygen
key "transfer.example" {
	algorithm hmac-sha512;
	secret "c2VjcmV0";
};
// another
key other. { secret c2VjcmV0Mg==; algorithm "hmac-sha256."; };
`;

describe("parseTSIGKeys", () => {
  it("reads keys as tsig-keygen writes them", () => {
    const keys = parseTSIGKeys(text);
    expect(keys.map(({ name, algorithm }) => [name.toString(), algorithm.name.toString()])).toEqual([
      ["transfer.example.", "hmac-sha512."],
      ["other.", "hmac-sha256."],
    ]);
  });

  it.each([
    ["an algorithm that isn't known", 'key a { algorithm hmac-md5; secret "c2VjcmV0"; };'],
    ["no secret", "key a { algorithm hmac-sha256; };"],
    ["a name that is none", 'key "a..b" { secret "c2VjcmV0"; };'],
  ])("refuses a key with %s", (_what, bad) => {
    expect(() => parseTSIGKeys(bad)).toThrow();
  });

  it("takes a text that breaks off for what is there", () => {
    for (let end = 0; end < text.length; end++) {
      try {
        expect(parseTSIGKeys(text.slice(0, end)).length).toBeLessThanOrEqual(2);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });
});

describe("readTSIGKeys", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "twist-dns-keys-"));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("reads a file", async () => {
    await writeFile(join(folder, "keys"), text);
    expect(await readTSIGKeys(join(folder, "keys"))).toHaveLength(2);
  });

  it.each([
    ["holds no key", "nothing here"],
    ["holds a key that can't be used", "key a { algorithm hmac-md5; secret x; };"],
    ["is too long", "#".repeat(70_000)],
  ])("refuses a file that %s, and doesn't show its secrets", async (_what, content) => {
    await writeFile(join(folder, "bad"), content);
    const reading = readTSIGKeys(join(folder, "bad"));
    await expect(reading).rejects.toThrow(OptionsError);
    await expect(reading).rejects.toThrow(/^--key-file: .*bad/);
  });

  it("refuses a file that isn't there", async () => {
    await expect(readTSIGKeys(join(folder, "gone"))).rejects.toThrow(/^--key-file: .*gone/);
  });
});
