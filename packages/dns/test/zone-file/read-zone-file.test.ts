import { MemoryFileSystem, readFile, type InitialFiles } from "@twist/core/filesystem";
import { describe, expect, it } from "@jest/globals";
import { readZoneFile, type ReadZoneFileOptions } from "../../src/zone-file/read-zone-file.js";
import { writeZoneFile } from "../../src/zone-file/write-zone-file.js";

const head = "$ORIGIN example.com.\n$TTL 60\n";

async function read(
  files: InitialFiles,
  options?: ReadZoneFileOptions,
): Promise<{ records: string[]; files: readonly string[] }> {
  const zone = await readZoneFile(new MemoryFileSystem(files), "/zones/main", options);
  return { records: zone.records.map((record) => record.toString()), files: zone.files };
}

describe("readZoneFile", () => {
  it("reads included files, their origin their own, and goes on with the origin and owner of before", async () => {
    const zone = await read({
      "/zones/main": `${head}a A 192.0.2.1\n$INCLUDE sub/more sub\n  A 192.0.2.3\nc A 192.0.2.4\n$INCLUDE "/other file"\n`,
      "/zones/sub/more": "b A 192.0.2.2\n$ORIGIN elsewhere.\n$INCLUDE ../deep\n",
      "/zones/deep": "d A 192.0.2.5",
      "/other file": "e A 192.0.2.6",
    });
    expect(zone.records).toEqual([
      "a.example.com. 60 IN A 192.0.2.1",
      "b.sub.example.com. 60 IN A 192.0.2.2",
      "d.elsewhere. 60 IN A 192.0.2.5",
      "a.example.com. 60 IN A 192.0.2.3",
      "c.example.com. 60 IN A 192.0.2.4",
      "e.example.com. 60 IN A 192.0.2.6",
    ]);
    expect(zone.files).toEqual(["/zones/main", "/zones/sub/more", "/zones/deep", "/other file"]);
  });

  it("gives the file, line and column of a fault", async () => {
    const files = { "/zones/main": `${head}$INCLUDE b\n`, "/zones/b": "\nx A 1.2.3\n" };
    await expect(read(files)).rejects.toMatchObject({
      name: "DNSTextError",
      code: "BAD_TEXT",
      file: "/zones/b",
      line: 2,
      column: 5,
      message: expect.stringContaining("/zones/b:2:5: address has to be"),
    });
  });

  it.each(["../../secret", "/../secret", "../zones/../../secret", "sub/../../../secret"])(
    "refuses to leave the root by $INCLUDE %s",
    async (path) => {
      const files = { "/zones/main": `${head}$INCLUDE ${path}\n`, "/secret": "x A 192.0.2.1", "/zones/sub/x": "" };
      await expect(read(files)).rejects.toMatchObject({
        message: expect.stringContaining("/zones/main:3:10: $INCLUDE leads out of the directory"),
      });
    },
  );

  it("refuses to leave the root by a symbolic link", async () => {
    const files = new MemoryFileSystem({ "/inside/main": `${head}$INCLUDE link\n`, "/secret": "x A 192.0.2.1" });
    await files.symlink("../secret", "/inside/link");
    const root = await files.subtree("/inside");
    await expect(readZoneFile(root, "/main")).rejects.toMatchObject({
      name: "DNSTextError",
      message: expect.stringContaining("/main:3:10: the file to include can't be read"),
    });
  });

  it("refuses a file that isn't there: an included one at its directive, the first one as the file system says", async () => {
    await expect(read({ "/zones/main": `${head}$INCLUDE gone\n` })).rejects.toMatchObject({
      message: expect.stringContaining("/zones/main:3:10: the file to include can't be read: not-found"),
    });
    await expect(read({})).rejects.toMatchObject({ name: "FileSystemError", reason: "not-found" });
  });

  it("refuses includes that nest deeper than maxIncludeDepth, as a file that includes itself does", async () => {
    await expect(read({ "/zones/main": "$INCLUDE main\n" })).rejects.toMatchObject({
      message: expect.stringContaining("nests deeper than 10 (maxIncludeDepth)"),
    });
  });

  it("refuses more files than maxFiles, and more bytes than maxBytes", async () => {
    const files = { "/zones/main": "$INCLUDE b\n$INCLUDE b\n", "/zones/b": "; nothing" };
    await expect(read(files, { limits: { maxFiles: 2 } })).rejects.toMatchObject({
      message: expect.stringContaining("/zones/main:2:10: more than 2 files (maxFiles)"),
    });
    await expect(read(files, { limits: { maxBytes: 30 } })).rejects.toMatchObject({
      message: expect.stringContaining("/zones/b:1:1: more than 30 bytes (maxBytes)"),
    });
  });

  it("reads a file of many pieces as one of one", async () => {
    const line = (i: number): string =>
      `h${i} A 192.0.2.${i % 256} ; ${"x".repeat(i % 97)}\n  TXT ( "a${i}"\n "b;(" )\n`;
    const text = head + Array.from({ length: 8000 }, (_, i) => line(i)).join("");
    expect(text.length).toBeGreaterThan(2 * 262_144);
    const { records } = await read({ "/zones/main": text });
    expect(records).toHaveLength(16_000);
    expect(records.at(-1)).toBe('h7999.example.com. 60 IN TXT "a7999" "b;("');
    await expect(read({ "/zones/main": `${text}bad A x\n` })).rejects.toMatchObject({ line: 3 + 3 * 8000, column: 7 });
  });

  it("ends with the reason of its signal", async () => {
    const reason = new Error("enough");
    await expect(read({ "/zones/main": head }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("writeZoneFile", () => {
  it("writes a file that is read back as the same records, in place of one that is there", async () => {
    const files = new MemoryFileSystem({ "/zones/main": `${head}@ SOA ns. admin. 1 2 3 4 5\n@ NS ns.\n` });
    const { records } = await readZoneFile(files, "/zones/main");
    await writeZoneFile(files, "/zones/main", records);
    const again = await readZoneFile(files, "/zones/main");
    expect(again.records.map(String)).toEqual(records.map(String));
    expect((await readFile(files, "/zones/main")).toString()).toContain("; serial");
    await expect(files.stat("/zones/main.new")).rejects.toMatchObject({ reason: "not-found" });
  });
});
