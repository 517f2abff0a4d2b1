import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OptionsError } from "@twist/core/application";
import { readTSIGKeys } from "../../src/command/tsig-key-file.js";

const text = `# made by tsig-keygen
key "transfer.example" {
	algorithm hmac-sha512;
	secret "c2VjcmV0";
};
// another
key other. { secret c2VjcmV0Mg==; algorithm "hmac-sha256."; };
`;

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
