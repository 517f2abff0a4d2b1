import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { readFile } from "../../src/filesystem/read-file.js";

describe("readFile", () => {
  it("takes a file of as many bytes as are allowed, and not one more", async () => {
    const fs = new MemoryFileSystem({ "/file": "0123456789" });
    expect((await readFile(fs, "/file", { maxBytes: 10 })).toString()).toBe("0123456789");
    await expect(readFile(fs, "/file", { maxBytes: 9 })).rejects.toMatchObject({ reason: "file-too-large" });
  });
});
