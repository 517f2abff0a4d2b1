import { describe, expect, it } from "@jest/globals";
import { hasSymbolicLinks } from "../../src/filesystem/abilities.js";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { readFile } from "../../src/filesystem/read-file.js";
import { ReadOnlyFileSystem } from "../../src/filesystem/read-only-file-system.js";
import { namesIn } from "../../src/testing/filesystem-suite/listing.js";
import { PlainFileSystem } from "./plain-file-system.js";

const ways = ["ReadOnlyFileSystem", "the option of MemoryFileSystem"] as const;

describe.each(ways)("read-only by %s", (way) => {
  async function make() {
    const inner = new MemoryFileSystem({ "/directory/file": "content" }, { readOnly: way !== "ReadOnlyFileSystem" });
    if (way !== "ReadOnlyFileSystem") return inner;
    await inner.symlink("directory/file", "/link");
    return new ReadOnlyFileSystem(inner);
  }

  it("gives everything that is there", async () => {
    const fs = await make();
    expect((await readFile(fs, "/directory/file")).toString()).toBe("content");
    expect((await fs.stat("/directory")).type).toBe("directory");
    expect((await fs.lstat("/directory/file")).size).toBe(7);
    expect(await namesIn(fs, "/directory")).toEqual(["file"]);
    expect(await fs.realPath("/directory/../directory")).toBe("/directory");
    expect((await fs.statVFS("/")).readOnly).toBe(true);
    await (await fs.watch("/")).close();
    expect(await namesIn(await fs.subtree("/directory"), "/")).toEqual(["file"]);
  });

  it("refuses every change", async () => {
    const fs = await make();
    const refused = { reason: "read-only" };
    const subtree = await fs.subtree("/directory");
    const changes: (() => Promise<unknown>)[] = [
      () => fs.open("/directory/file", { write: true }),
      () => fs.open("/directory/file", { append: true }),
      () => fs.open("/new", { create: true }),
      () => fs.mkdir("/new"),
      () => fs.rmdir("/directory"),
      () => fs.remove("/directory/file"),
      () => fs.rename("/directory", "/other"),
      () => fs.posixRename("/directory", "/other"),
      () => fs.link("/directory/file", "/other"),
      () => fs.symlink("x", "/other"),
      () => fs.setAttributes("/directory/file", { mode: 0 }),
      () => fs.setLinkAttributes("/link", { mtimeMs: 0 }),
      () => subtree.remove("/file"),
    ];
    for (const change of changes) await expect(change()).rejects.toMatchObject(refused);
    await using handle = await fs.open("/directory/file");
    await expect(handle.setAttributes({ mode: 0 })).rejects.toMatchObject(refused);
  });
});

describe("ReadOnlyFileSystem", () => {
  it("refuses changes through an open file and reads through it", async () => {
    const fs = new ReadOnlyFileSystem(new MemoryFileSystem({ "/file": "content" }));
    const handle = await fs.open("/file");
    expect(handle.path).toBe("/file");
    for (const change of [() => handle.write(Buffer.from("x"), 0), () => handle.truncate(0)]) {
      await expect(change()).rejects.toMatchObject({ reason: "read-only" });
    }
    const buffer = Buffer.alloc(7);
    expect([await handle.read(buffer, 0), buffer.toString()]).toEqual([7, "content"]);
    expect((await handle.stat()).size).toBe(7);
    await handle.sync();
    await handle.close();
    await expect(handle.stat()).rejects.toMatchObject({ reason: "closed" });
  });

  it("reads links, and has the abilities of what it stands in front of and no others", async () => {
    const inner = new MemoryFileSystem({ "/file": "content" });
    await inner.symlink("file", "/link");
    const fs = new ReadOnlyFileSystem(inner);
    expect(await fs.readlink("/link")).toBe("file");
    expect(fs.abilities).toEqual(inner.abilities);
    const plain = new ReadOnlyFileSystem(new PlainFileSystem());
    expect(hasSymbolicLinks(plain)).toBe(false);
    for (const call of [
      plain.readlink("/a"),
      plain.realPath("/a"),
      plain.statVFS("/"),
      plain.watch("/"),
      plain.subtree("/"),
    ]) {
      await expect(call).rejects.toMatchObject({ reason: "unsupported" });
    }
  });
});
