import { describe, expect, it } from "@jest/globals";
import { FileSystemError, isFileSystemError } from "../../../src/filesystem/file-system-error.js";
import { MemoryFileSystem } from "../../../src/filesystem/memory/memory-file-system.js";
import { fileSystemSuite } from "../../../src/testing/filesystem-suite/file-system-suite.js";

const { abilities } = new MemoryFileSystem();

/** The names of the cases that a file system fails. */
async function failures(make: () => MemoryFileSystem): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of fileSystemSuite({ abilities }).cases) {
    await run(make()).catch(() => failed.push(name));
  }
  return failed;
}

describe("fileSystemSuite", () => {
  it("names what it leaves out and what that would need", () => {
    const { cases, skipped } = fileSystemSuite({ abilities: ["posix-rename"], lacks: ["append", "plain-rename"] });
    const all = fileSystemSuite({ abilities, outside: true });
    expect(cases.length + skipped.length).toBe(all.cases.length);
    expect(all.skipped).toEqual([]);
    expect(skipped).toContainEqual({ name: "appends at the end, wherever the write says it goes", needs: ["append"] });
    expect(skipped).toContainEqual({
      name: "refuses a way out by several links",
      needs: ["outside", "symbolic-links", "hard-links"],
    });
    expect(new Set(all.cases.map(({ name }) => name)).size).toBe(all.cases.length);
  });

  it("finds a mkdir that doesn't mind that the parent is missing", async () => {
    class Leaky extends MemoryFileSystem {
      override mkdir(path: string): Promise<void> {
        return super.mkdir(path === "/missing/below" ? "/below" : path);
      }
    }
    expect(await failures(() => new Leaky())).toContain("makes a directory only where nothing is and its parent is");
  });

  it("finds a plain rename that replaces", async () => {
    class Replacing extends MemoryFileSystem {
      override rename(from: string, to: string): Promise<void> {
        return this.posixRename(from, to);
      }
    }
    expect(await failures(() => new Replacing())).toEqual(
      expect.arrayContaining([
        "refuses to replace anything by a plain rename",
        "lets one of many win that rename to the same name",
      ]),
    );
  });

  it("finds the wrong reason, unless reasons can't be told", async () => {
    class Vague extends MemoryFileSystem {
      override async rmdir(path: string): Promise<void> {
        await super.rmdir(path).catch((cause: unknown) => {
          throw isFileSystemError(cause) ? new FileSystemError("io", path) : cause;
        });
      }
    }
    const name = "removes an empty directory and nothing else";
    expect(await failures(() => new Vague())).toContain(name);
    const vague = fileSystemSuite({ abilities, lacks: ["reasons"] }).cases.find((each) => each.name === name);
    await expect(vague?.run(new Vague())).resolves.toBeUndefined();
  });

  it("asks for what lies outside where a case needs it", async () => {
    const { cases } = fileSystemSuite({ abilities, outside: true });
    const last = cases.at(-1);
    await expect(last?.run(new MemoryFileSystem())).rejects.toThrow(TypeError);
  });
});
