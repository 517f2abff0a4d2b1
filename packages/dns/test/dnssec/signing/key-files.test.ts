import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem, readFile, writeFile } from "@twist/core/filesystem";
import { KeyFileError } from "../../../src/dnssec/signing/key-file-error.js";
import { formatPublicKey, keyFileName, readKeyFiles, writeKeyFiles } from "../../../src/dnssec/signing/key-files.js";
import { SigningKey } from "../../../src/dnssec/signing/signing-key.js";
import { signingAlgorithms } from "../../../src/dnssec/signing-algorithm.js";

/** RFC 8080 §6.1, in the files that BIND would keep it in. */
const privateText = `Private-key-format: v1.2
Algorithm: 15 (ED25519)
PrivateKey: ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=
Created: 20150729220000
`;
const publicText = `; This is a key-signing key, keyid 3613, for example.com.
example.com. 3600 IN DNSKEY 257 3 15 (
             l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4= )
`;

async function filesWith(texts: Readonly<Record<string, string>>): Promise<MemoryFileSystem> {
  const files = new MemoryFileSystem();
  for (const [path, text] of Object.entries(texts)) await writeFile(files, path, text);
  return files;
}

describe("key files", () => {
  it.each(signingAlgorithms)("gives back a key of algorithm %i as it was written", async (algorithm) => {
    const files = new MemoryFileSystem();
    const key = SigningKey.generate("Example.com.", { algorithm, role: "zsk", rsaBits: 1024 });
    const path = await writeKeyFiles(files, "/", key);
    expect(path).toBe(`/${keyFileName(key)}.key`);
    const read = await readKeyFiles(files, path);
    expect(read.dnskey).toEqual(key.dnskey);
    expect(read.role).toBe("zsk");
    expect(read.privateKey.equals(key.privateKey)).toBe(true);
  });

  it("reads BIND's files by either of their names, or without the suffix", async () => {
    const files = await filesWith({ "/K.key": publicText, "/K.private": privateText });
    for (const path of ["/K.key", "/K.private", "/K"]) {
      const key = await readKeyFiles(files, path);
      expect([key.zone.toString(), key.keyTag, key.algorithm, key.role]).toEqual(["example.com.", 3613, 15, "csk"]);
      expect(key.ds().digest.toString("hex")).toBe("3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b");
    }
  });

  it("names files as BIND does, and nothing in a zone's name leads out of the directory", () => {
    const key = SigningKey.generate("Sub/\\.\\.\\000.example.");
    expect(keyFileName(key)).toMatch(/^Ksub%2f%5c\.%5c\.%5c000\.example\.\+013\+\d{5}$/);
    expect(formatPublicKey(key).split("\n")).toHaveLength(3);
  });

  it("lets only the owner read the private file, and overwrites none", async () => {
    const files = new MemoryFileSystem();
    const key = SigningKey.generate("example.");
    const path = await writeKeyFiles(files, "/", key);
    const { mode } = await files.stat(path.replace(/key$/, "private"));
    expect(mode & 0o777).toBe(0o600);
    const before = await readFile(files, path);
    await expect(writeKeyFiles(files, "/", key)).rejects.toThrow();
    expect(await readFile(files, path)).toEqual(before);
  });

  it.each([
    ["no DNSKEY", "example.com. 60 A 192.0.2.1", privateText, "isn't a DNSKEY record"],
    ["no record", "not a record (", privateText, "isn't a DNSKEY record"],
    ["an algorithm that isn't supported", publicText.replace("3 15", "3 5"), privateText, "algorithm 5"],
    ["another format", publicText, privateText.replace("v1.2", "v2.0"), "BIND's format"],
    ["two algorithms", publicText, privateText.replace("15", "13"), "another algorithm"],
    ["no secret", publicText, privateText.replace(/PrivateKey.*\n/, ""), "no PrivateKey"],
    ["a secret of another key", publicText, privateText.replace("ODIy", "ODIz"), "don't belong together"],
    ["a secret that is cut short", publicText, privateText.replace("ODIyNjAz", ""), "damaged"],
  ])("refuses files with %s, and shows nothing of what is in them", async (_what, key, secret, message) => {
    const files = await filesWith({ "/K.key": key, "/K.private": secret });
    const error: unknown = await readKeyFiles(files, "/K").then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(KeyFileError);
    expect((error as KeyFileError).message).toContain(message);
    expect((error as KeyFileError).message).not.toMatch(/ODI|NjAz/);
  });
});
