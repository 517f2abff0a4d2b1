import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { readFile } from "../../src/filesystem/read-file.js";
import { subFileSystem } from "../../src/filesystem/sub-file-system.js";
import { writeFile } from "../../src/filesystem/write-file.js";
import { fileSystemSuite } from "../../src/testing/filesystem-suite/file-system-suite.js";
import { PlainFileSystem } from "./plain-file-system.js";

describe("subFileSystem", () => {
  it("asks a file system that can make its own subtrees", async () => {
    const files = new MemoryFileSystem({ "/users/alice/file": "alice's" });
    const alice = await subFileSystem(files, "/users/./alice/");
    expect((await readFile(alice, "/file")).toString()).toBe("alice's");
  });

  it("refuses one with links that it can't hold inside", async () => {
    const plain = new PlainFileSystem();
    const files = Object.assign(plain, { abilities: new Set(["symbolic-links"] as const) });
    await files.mkdir("/alice");
    await expect(subFileSystem(files, "/alice")).rejects.toMatchObject({ reason: "unsupported" });
  });

  it("needs a directory", async () => {
    const files = new PlainFileSystem();
    await writeFile(files, "/file", "");
    await expect(subFileSystem(files, "/file")).rejects.toMatchObject({ reason: "not-a-directory" });
    await expect(subFileSystem(files, "/missing")).rejects.toMatchObject({ reason: "not-found" });
    expect(await subFileSystem(files, "/..")).toBe(files);
  });

  it("doesn't tell of what is above it", async () => {
    const files = new PlainFileSystem();
    await files.mkdir("/alice");
    const alice = await subFileSystem(files, "/alice");
    await expect(alice.stat("/missing")).rejects.toMatchObject({ path: "/missing" });
    await expect(alice.stat("/missing")).rejects.not.toThrow(/alice/);
    await expect(alice.stat("/../../alice")).rejects.toMatchObject({ reason: "not-found" });
  });
});

describe("the subtree of a file system without abilities, by the suite", () => {
  for (const { name, run } of fileSystemSuite({ abilities: [] }).cases) {
    it(name, async () => {
      const files = new PlainFileSystem();
      await files.mkdir("/alice");
      await writeFile(files, "/secret", "bob's");
      await run(await subFileSystem(files, "/alice"));
      expect((await readFile(files, "/secret")).toString()).toBe("bob's");
    });
  }
});
