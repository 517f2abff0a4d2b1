import { describe, expect, it } from "@jest/globals";
import { LocalFileSystem } from "../../src/filesystem/local/local-file-system.js";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { MountFileSystem } from "../../src/filesystem/mount-file-system.js";
import { readFile } from "../../src/filesystem/read-file.js";
import { ReadOnlyFileSystem } from "../../src/filesystem/read-only-file-system.js";
import { writeFile } from "../../src/filesystem/write-file.js";
import { fileSystemSuite } from "../../src/testing/filesystem-suite/file-system-suite.js";
import { namesIn } from "../../src/testing/filesystem-suite/listing.js";
import { PlainFileSystem } from "./plain-file-system.js";

function mounted() {
  const home = new MemoryFileSystem({ "/file": "home", "/pub/hidden": "" });
  const shared = new MemoryFileSystem({ "/readme": "shared", "/deep/file": "deep" });
  const far = new MemoryFileSystem({ "/file": "far" });
  const fs = new MountFileSystem({ "/": home, "/pub": new ReadOnlyFileSystem(shared), "/way/to/far/": far });
  return { fs, home, shared, far };
}

async function text(fs: MountFileSystem, path: string): Promise<string> {
  return (await readFile(fs, path)).toString();
}

describe("MountFileSystem", () => {
  it("gives each path to the mount that it is in", async () => {
    const { fs } = mounted();
    expect(await text(fs, "/file")).toBe("home");
    expect(await text(fs, "/pub/readme")).toBe("shared");
    expect(await text(fs, "/pub/../pub/deep/file")).toBe("deep");
    expect(await text(fs, "/way/to/far/file")).toBe("far");
    await expect(fs.stat("/pub/hidden")).rejects.toMatchObject({ reason: "not-found", path: "/pub/hidden" });
    await expect(fs.stat("/pubs")).rejects.toMatchObject({ reason: "not-found" });
  });

  it("lists mount points, and the way to them, as directories", async () => {
    const { fs } = mounted();
    expect(await namesIn(fs, "/")).toEqual(["file", "pub", "way"]);
    expect(await namesIn(fs, "/way")).toEqual(["to"]);
    expect(await namesIn(fs, "/way/to")).toEqual(["far"]);
    expect(await namesIn(fs, "/way/to/far")).toEqual(["file"]);
    expect((await fs.stat("/way")).type).toBe("directory");
    for await (const entry of fs.list("/")) expect((await entry.stat()).type).toBe(entry.type);
    await expect(namesIn(fs, "/nowhere")).rejects.toMatchObject({ reason: "not-found" });
  });

  it("keeps mount points where they are", async () => {
    const { fs } = mounted();
    await expect(fs.rmdir("/pub")).rejects.toMatchObject({ reason: "busy" });
    await expect(fs.rename("/way", "/other")).rejects.toMatchObject({ reason: "busy" });
    await expect(fs.rename("/file", "/pub")).rejects.toMatchObject({ reason: "cross-device" });
    await expect(fs.rename("/file", "/way/to")).rejects.toMatchObject({ reason: "exists" });
    await expect(fs.posixRename("/file", "/way")).rejects.toMatchObject({ reason: "busy" });
    await expect(fs.remove("/way")).rejects.toMatchObject({ reason: "is-a-directory" });
    await expect(fs.mkdir("/way/to")).rejects.toMatchObject({ reason: "exists" });
  });

  it("renames and links within a mount only, and leaves each its own rules", async () => {
    const { fs, home } = mounted();
    await fs.rename("/file", "/renamed");
    expect(await namesIn(home, "/")).toEqual(["pub", "renamed"]);
    await expect(fs.rename("/renamed", "/way/to/far/x")).rejects.toMatchObject({ reason: "cross-device" });
    await expect(fs.link("/renamed", "/way/to/far/x")).rejects.toMatchObject({ reason: "cross-device" });
    await expect(writeFile(fs, "/pub/new", "")).rejects.toMatchObject({ reason: "read-only" });
  });

  it("translates absolute link targets, and keeps links within their mount", async () => {
    const { fs, far } = mounted();
    await fs.symlink("/way/to/far/file", "/way/to/far/link");
    expect(await far.readlink("/link")).toBe("/file");
    expect(await fs.readlink("/way/to/far/link")).toBe("/way/to/far/file");
    expect(await fs.realPath("/way/to/far/link")).toBe("/way/to/far/file");
    expect(await text(fs, "/way/to/far/link")).toBe("far");
    await expect(fs.symlink("/file", "/way/to/far/out")).rejects.toMatchObject({ reason: "cross-device" });
    await expect(fs.symlink("../../../file", "/way/to/far/out")).rejects.toMatchObject({ reason: "permission" });
  });

  it("makes a subtree of a part of it, with the mounts that are below", async () => {
    const { fs } = mounted();
    expect(await namesIn(await fs.subtree("/pub/deep"), "/")).toEqual(["file"]);
    const way = await fs.subtree("/way");
    expect(await namesIn(way, "/to/far")).toEqual(["file"]);
    await expect(way.stat("/../file")).rejects.toMatchObject({ reason: "not-found" });
    expect(await namesIn(await fs.subtree("/"), "/")).toEqual(["file", "pub", "way"]);
    await expect(fs.subtree("/nowhere")).rejects.toMatchObject({ reason: "not-found" });
  });

  it("fails with unsupported where a mount hasn't the ability", async () => {
    const fs = new MountFileSystem({ "/plain": new PlainFileSystem(), "/memory": new MemoryFileSystem() });
    await writeFile(fs, "/plain/file", "");
    expect(fs.abilities).toEqual(new MemoryFileSystem().abilities);
    for (const call of [
      fs.symlink("x", "/plain/link"),
      fs.readlink("/plain/file"),
      fs.link("/plain/file", "/plain/other"),
      fs.posixRename("/plain/file", "/plain/other"),
      fs.statVFS("/plain"),
      fs.watch("/plain"),
      fs.subtree("/plain/file"),
      fs.setLinkAttributes("/plain/file", {}),
    ]) {
      await expect(call).rejects.toMatchObject({ reason: "unsupported" });
    }
    await expect(fs.open("/elsewhere")).rejects.toMatchObject({ reason: "not-found" });
  });

  it("refuses two mounts at one place", () => {
    const files = new LocalFileSystem("/");
    expect(() => new MountFileSystem({ "/a": files, "/b/../a/": files })).toThrow(TypeError);
  });
});

describe.each(["/", "/mounted/here"])("MountFileSystem, by the suite, mounted at %s", (point) => {
  for (const { name, run } of fileSystemSuite({ abilities: new MemoryFileSystem().abilities }).cases) {
    it(name, async () => {
      const fs = new MountFileSystem({ [point]: new MemoryFileSystem() });
      await run(point === "/" ? fs : await fs.subtree(point));
    });
  }
});
