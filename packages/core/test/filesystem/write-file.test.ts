import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { readFile } from "../../src/filesystem/read-file.js";
import { writeFile } from "../../src/filesystem/write-file.js";

describe("writeFile", () => {
  it("writes text as UTF-8 and bytes as they are, with a mode", async () => {
    const fs = new MemoryFileSystem();
    await writeFile(fs, "/text", "ä", { mode: 0o600 });
    await writeFile(fs, "/bytes", Uint8Array.of(0, 255));
    expect([...(await readFile(fs, "/text"))]).toEqual([0xc3, 0xa4]);
    expect([...(await readFile(fs, "/bytes"))]).toEqual([0, 255]);
    expect((await fs.stat("/text")).mode).toBe(0o600);
  });
});
