import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdirSync } from "node:fs";
import { lstat, mkdir, readlink, rename, rm, stat, symlink, writeFile as writeReal } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { FileSystemError } from "../../../src/filesystem/file-system-error.js";
import { LocalFileSystem } from "../../../src/filesystem/local/local-file-system.js";
import { measureUsage } from "../../../src/filesystem/measure-usage.js";
import { QuotaCounter } from "../../../src/filesystem/quota-counter.js";
import { readFile } from "../../../src/filesystem/read-file.js";
import { writeFile } from "../../../src/filesystem/write-file.js";
import { namesIn } from "../../../src/testing/filesystem-suite/listing.js";
import { temporaryRoot, type TemporaryRoot } from "../temporary-root.js";

let temporary: TemporaryRoot;
let root: string;
beforeEach(async () => {
  temporary = await temporaryRoot();
  root = temporary.root;
});
afterEach(() => temporary.remove());

const linuxOnly = process.platform === "linux" ? it : it.skip;

describe("LocalFileSystem", () => {
  it("refuses every change when it is read-only, and changes nothing", async () => {
    await mkdir(join(root, "directory"));
    await writeReal(join(root, "file"), "content");
    await symlink("file", join(root, "link"));
    const fs = new LocalFileSystem(root, { readOnly: true });
    for (const change of [
      () => fs.open("/file", { write: true }),
      () => fs.open("/file", { append: true }),
      () => fs.open("/new", { create: true }),
      () => fs.mkdir("/new"),
      () => fs.rmdir("/directory"),
      () => fs.remove("/file"),
      () => fs.rename("/file", "/new"),
      () => fs.posixRename("/file", "/new"),
      () => fs.link("/file", "/new"),
      () => fs.symlink("file", "/new"),
      () => fs.setAttributes("/file", { mode: 0 }),
      () => fs.setLinkAttributes("/link", { mtimeMs: 0 }),
    ]) {
      await expect(change()).rejects.toMatchObject({ reason: "read-only" });
    }
    await using handle = await fs.open("/file");
    await expect(handle.setAttributes({ mode: 0 })).rejects.toMatchObject({ reason: "read-only" });
    expect((await fs.statVFS("/")).readOnly).toBe(true);
    expect(await namesIn(fs, "/")).toEqual(["directory", "file", "link"]);
    const subtree = await fs.subtree("/directory");
    await expect(subtree.mkdir("/new")).rejects.toMatchObject({ reason: "read-only" });
  });

  it("follows no link at all with followSymlinks never", async () => {
    await mkdir(join(root, "directory"));
    await writeReal(join(root, "directory", "file"), "content");
    await symlink("directory", join(root, "link"));
    await symlink("directory/file", join(root, "file"));
    const fs = new LocalFileSystem(root, { followSymlinks: "never" });
    const refused = { reason: "permission" };
    await expect(fs.stat("/link")).rejects.toMatchObject(refused);
    await expect(fs.stat("/link/file")).rejects.toMatchObject(refused);
    await expect(fs.open("/file")).rejects.toMatchObject(refused);
    await expect(fs.open("/file", { write: true, create: true })).rejects.toMatchObject(refused);
    await expect(fs.setAttributes("/file", { mode: 0o600 })).rejects.toMatchObject(refused);
    await expect(namesIn(fs, "/link")).rejects.toMatchObject(refused);
    await expect(fs.realPath("/link")).rejects.toMatchObject(refused);
    await expect(fs.symlink("directory", "/new")).rejects.toMatchObject(refused);
    expect((await fs.lstat("/link")).type).toBe("symbolic-link");
    expect(await fs.readlink("/link")).toBe("directory");
    expect((await readFile(fs, "/directory/file")).toString()).toBe("content");
    await fs.remove("/link");
    expect(await namesIn(fs, "/")).toEqual(["directory", "file"]);
  });

  it("takes the umask off what it makes", async () => {
    const fs = new LocalFileSystem(root, { umask: 0o077 });
    await writeFile(fs, "/file", "");
    await fs.mkdir("/directory");
    expect([(await stat(join(root, "file"))).mode & 0o777, (await stat(join(root, "directory"))).mode & 0o777]).toEqual(
      [0o600, 0o700],
    );
    expect(() => new LocalFileSystem(root, { umask: -1 })).toThrow(RangeError);
  });

  it("writes absolute link targets as real paths and reads them back as virtual ones", async () => {
    const fs = new LocalFileSystem(root);
    await fs.mkdir("/a");
    await fs.symlink("/a/../a//b", "/link");
    expect(await readlink(join(root, "link"))).toBe(join(root, "a", "b"));
    expect(await fs.readlink("/link")).toBe("/a/b");
    await symlink(root, join(root, "root"));
    expect(await fs.readlink("/root")).toBe("/");
    await symlink(`${root}-next-door/secret`, join(root, "near"));
    await expect(fs.readlink("/near")).rejects.toMatchObject({ reason: "permission" });
    await expect(fs.stat("/near")).rejects.toMatchObject({ reason: "permission" });
  });

  it("takes a root that is reached by a link, and links that spell it that way", async () => {
    const alias = `${root}-alias`;
    await symlink(root, alias);
    const fs = new LocalFileSystem(alias);
    await writeFile(fs, "/file", "content");
    await symlink(join(alias, "file"), join(root, "link"));
    expect((await readFile(fs, "/link")).toString()).toBe("content");
    expect(await fs.readlink("/link")).toBe("/file");
    await rm(alias);
  });

  it("says not-found for a root that isn't there, and works once it is", async () => {
    const late = join(root, "late");
    const fs = new LocalFileSystem(late);
    await expect(fs.stat("/")).rejects.toMatchObject({ reason: "not-found", path: "/" });
    await mkdir(late);
    expect((await fs.stat("/")).type).toBe("directory");
    await rename(late, join(root, "gone"));
    await symlink(join(root, ".."), late);
    // What is there now isn't what the root was.
    await expect(namesIn(fs, "/")).rejects.toMatchObject({ reason: "not-found" });
    expect(() => new LocalFileSystem("")).toThrow(TypeError);
    expect(() => new LocalFileSystem("/a\0")).toThrow(TypeError);
  });

  it.each(["handles", "paths"] as const)(
    "tells nothing of the real root in its errors (through %s)",
    async (through) => {
      if (through === "handles" && process.platform !== "linux") return;
      const fs = new LocalFileSystem(root, { resolveThrough: through });
      await writeFile(fs, "/file", "");
      await symlink(temporary.outside.file, join(root, "out"));
      for (const attempt of [
        () => fs.stat("/missing"),
        () => fs.open("/file/below"),
        () => fs.mkdir("/file"),
        () => fs.rmdir("/file"),
        () => fs.readlink("/out"),
        () => fs.open("/out"),
        () => namesIn(fs, "/file"),
        () => fs.rename("/missing", "/file"),
      ]) {
        const error: unknown = await attempt().then(
          () => undefined,
          (e: unknown) => e,
        );
        if (!(error instanceof FileSystemError)) throw new Error("it should have failed");
        expect(error.cause).toBeUndefined();
        expect(JSON.stringify([error.message, error.path, error])).not.toMatch(/twist-filesystem|\/proc\//);
      }
    },
  );

  linuxOnly("refuses devices and sockets, and shows them as what they are", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, "socket"), resolve));
    const fs = new LocalFileSystem("/dev");
    await expect(fs.open("/null")).rejects.toMatchObject({ reason: "unsupported" });
    await expect(fs.open("/null", { write: true, truncate: true })).rejects.toMatchObject({ reason: "unsupported" });
    expect((await fs.stat("/null")).type).toBe("other");
    const files = new LocalFileSystem(root);
    await expect(files.open("/socket")).rejects.toMatchObject({ reason: "unsupported" });
    for await (const entry of files.list("/")) expect(entry.type).toBe("other");
    await new Promise((resolve) => server.close(resolve));
  });

  linuxOnly("leaves no descriptor open, whatever happens", async () => {
    const fs = new LocalFileSystem(root);
    await fs.mkdir("/a");
    await writeFile(fs, "/a/file", "content");
    await fs.symlink("a/file", "/link");
    await fs.symlink("loop", "/loop");
    await symlink("/etc", join(root, "out"));
    const open = (): string[] => readdirSync("/proc/self/fd");
    const quiet = (operation: Promise<unknown>): Promise<unknown> => operation.catch(() => undefined);
    const everything = async (): Promise<void> => {
      for (const path of [
        "/",
        "/a",
        "/a/file",
        "/a/file/x",
        "/link",
        "/loop",
        "/out",
        "/out/x",
        "/missing",
        "/a/b/c",
        "/\0",
      ]) {
        await quiet(fs.stat(path));
        await quiet(readFile(fs, path));
        await quiet(namesIn(fs, path));
        await quiet(fs.realPath(path));
        await quiet(fs.readlink(path));
        await quiet(fs.setAttributes(path, { mtimeMs: 0 }));
        await quiet(fs.statVFS(path));
        await quiet(fs.subtree(path));
        await quiet(fs.mkdir(path));
        await quiet(fs.rename(path, "/a/b/c"));
        await quiet(fs.posixRename("/missing", path));
        await quiet(fs.link(path, "/link"));
        await quiet(fs.watch(path).then((watch) => watch.close()));
        for await (const entry of fs.list("/")) {
          await entry.stat();
          break;
        }
      }
    };
    await everything();
    const before = open().length;
    await everything();
    expect(open().length).toBe(before);
  });

  it("keeps the stat of an entry right though the listing has ended and its descriptor is another's", async () => {
    const fs = new LocalFileSystem(root);
    await fs.mkdir("/a");
    await fs.mkdir("/b");
    await writeFile(fs, "/a/file", "12345");
    await writeFile(fs, "/b/file", "1");
    const pending: Promise<number>[] = [];
    for (let i = 0; i < 50; i++) {
      for (const [path, size] of [
        ["/a", 5],
        ["/b", 1],
      ] as const) {
        for await (const entry of fs.list(path)) {
          pending.push(entry.stat().then((stats) => stats.size - size));
          break;
        }
      }
    }
    expect(new Set(await Promise.all(pending))).toEqual(new Set([0]));
  });

  it("makes a subtree that doesn't follow when its directory is replaced", async () => {
    const fs = new LocalFileSystem(root);
    await fs.mkdir("/alice");
    await fs.mkdir("/bob");
    await writeFile(fs, "/bob/file", "bob's");
    const alice = await fs.subtree("/alice");
    await rm(join(root, "alice"), { recursive: true });
    await symlink("bob", join(root, "alice"));
    await expect(readFile(alice, "/file")).rejects.toMatchObject({ reason: "not-found" });
  });
});

describe("LocalFileSystem with a quota", () => {
  it("refuses what is over it, and takes it up again after a removal", async () => {
    const quota = new QuotaCounter({ maxBytes: 10, maxFiles: 3 });
    const fs = new LocalFileSystem(root, { quota });
    await writeFile(fs, "/a", "01234");
    await using handle = await fs.open("/a", { write: true });
    await handle.write(Buffer.from("56789"), 5);
    const over = { reason: "quota-exceeded" };
    await expect(handle.write(Buffer.from("x"), 10)).rejects.toMatchObject(over);
    await expect(handle.write(Buffer.from("x"), 2 ** 40)).rejects.toMatchObject(over);
    await expect(handle.truncate(11)).rejects.toMatchObject(over);
    await expect(fs.setAttributes("/a", { size: 11 })).rejects.toMatchObject(over);
    await fs.mkdir("/b");
    await fs.symlink("a", "/c");
    await expect(fs.mkdir("/d")).rejects.toMatchObject(over);
    await expect(fs.mkdir("/b")).rejects.toMatchObject({ reason: "exists" });
    await expect(fs.open("/d", { write: true, create: true })).rejects.toMatchObject(over);
    expect(await measureUsage(fs)).toEqual({ usedBytes: quota.usedBytes, usedFiles: quota.usedFiles });
    await handle.truncate(4);
    await fs.rmdir("/b");
    await fs.remove("/c");
    expect([quota.usedBytes, quota.usedFiles]).toEqual([4, 1]);
  });

  it("counts a file with several handles on several file systems once", async () => {
    const quota = new QuotaCounter();
    const one = new LocalFileSystem(root, { quota });
    const other = new LocalFileSystem(root, { quota });
    await using a = await one.open("/file", { write: true, create: true });
    await using b = await other.open("/file", { write: true, create: true });
    await Promise.all([a.write(Buffer.alloc(10), 0), b.write(Buffer.alloc(10), 5)]);
    expect([quota.usedBytes, quota.usedFiles]).toEqual([15, 1]);
    expect((await lstat(join(root, "file"))).size).toBe(15);
  });

  it("gives a reservation back when what it was for fails", async () => {
    const quota = new QuotaCounter();
    const fs = new LocalFileSystem(root, { quota });
    await expect(fs.mkdir("/missing/below")).rejects.toMatchObject({ reason: "not-found" });
    await writeFile(fs, "/file", "");
    await expect(fs.mkdir("/file")).rejects.toMatchObject({ reason: "exists" });
    await expect(writeFile(fs, "/file", "", { exclusive: true })).rejects.toMatchObject({ reason: "exists" });
    await using reader = await fs.open("/file");
    await expect(reader.write(Buffer.from("x"), 0)).rejects.toMatchObject({ reason: "permission" });
    expect([quota.usedBytes, quota.usedFiles]).toEqual([0, 1]);
  });
});
