import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "../../../src/filesystem/memory/memory-file-system.js";
import { QuotaCounter } from "../../../src/filesystem/quota-counter.js";
import { readFile } from "../../../src/filesystem/read-file.js";
import { writeFile } from "../../../src/filesystem/write-file.js";
import { pathsBelow } from "../../../src/testing/filesystem-suite/listing.js";

describe("MemoryFileSystem", () => {
  it("begins with the files that it is given, and the directories that they are in", async () => {
    const fs = new MemoryFileSystem({ "/a/b/text": "ä", "/bytes": Uint8Array.of(1, 2), "/empty/": "" });
    expect(await pathsBelow(fs)).toEqual(["/a", "/a/b", "/a/b/text", "/bytes", "/empty"]);
    expect([...(await readFile(fs, "/a/b/text"))]).toEqual([0xc3, 0xa4]);
    expect((await fs.stat("/empty")).type).toBe("directory");
    expect(() => new MemoryFileSystem({ "/a": "", "/a/b": "" })).toThrow(TypeError);
    expect(() => new MemoryFileSystem({ "/a": "", "//a": "" })).toThrow(TypeError);
  });

  it("keeps a copy of the bytes that it is given", async () => {
    const bytes = Buffer.from("before");
    const fs = new MemoryFileSystem({ "/initial": bytes });
    await writeFile(fs, "/written", bytes);
    bytes.fill("x");
    expect((await readFile(fs, "/initial")).toString()).toBe("before");
    expect((await readFile(fs, "/written")).toString()).toBe("before");
  });

  it("takes its times from the clock that it is given", async () => {
    let now = 5000;
    const fs = new MemoryFileSystem({ "/file": "" }, { clock: { wallTime: () => now } });
    now = 6000;
    await using handle = await fs.open("/file", { write: true });
    await handle.write(Buffer.from("x"), 0);
    expect(await fs.stat("/file")).toMatchObject({ birthtimeMs: 5000, mtimeMs: 6000, ctimeMs: 6000, atimeMs: 5000 });
  });

  it("counts its own time without a clock, the same in every run", async () => {
    const run = async (): Promise<number[]> => {
      const fs = new MemoryFileSystem({ "/a": "" });
      await writeFile(fs, "/b", "content");
      return [(await fs.stat("/a")).mtimeMs, (await fs.stat("/b")).mtimeMs];
    };
    const [a = 0, b = 0] = await run();
    expect(b).toBeGreaterThan(a);
    expect(await run()).toEqual([a, b]);
  });

  it("says no-space when it is full, and has room again after a removal", async () => {
    const fs = new MemoryFileSystem({}, { capacityBytes: 10, capacityFiles: 2 });
    await writeFile(fs, "/a", "0123456789");
    await expect(writeFile(fs, "/b", "x")).rejects.toMatchObject({ reason: "no-space" });
    await expect(fs.mkdir("/c")).rejects.toMatchObject({ reason: "no-space" });
    expect(await fs.statVFS("/")).toMatchObject({ totalFiles: 2, freeFiles: 0, freeBlocks: 0 });
    await fs.remove("/a");
    await writeFile(fs, "/b", "0123456789");
  });

  it("doesn't let one write far out take all memory", async () => {
    const fs = new MemoryFileSystem();
    await using handle = await fs.open("/file", { write: true, create: true });
    for (const position of [2 ** 29, 2 ** 40, Number.MAX_SAFE_INTEGER - 1]) {
      await expect(handle.write(Buffer.from("x"), position)).rejects.toMatchObject({ reason: "no-space" });
      await expect(handle.truncate(position)).rejects.toMatchObject({ reason: "no-space" });
    }
    expect((await handle.stat()).size).toBe(0);
  });

  it("counts on its quota, also what is open and has no name any more", async () => {
    const quota = new QuotaCounter({ maxBytes: 10, maxFiles: 2 });
    const fs = new MemoryFileSystem({ "/a": "01234" }, { quota });
    const handle = await fs.open("/a", { write: true });
    await expect(handle.write(Buffer.alloc(6), 5)).rejects.toMatchObject({ reason: "quota-exceeded" });
    await fs.remove("/a");
    await handle.write(Buffer.alloc(5), 5);
    expect([quota.usedBytes, quota.usedFiles]).toEqual([10, 1]);
    await handle.close();
    expect([quota.usedBytes, quota.usedFiles]).toEqual([0, 0]);
  });

  it("takes the umask off the modes of what is made", async () => {
    const fs = new MemoryFileSystem({}, { umask: 0o077 });
    await writeFile(fs, "/file", "");
    await fs.mkdir("/directory");
    expect([(await fs.stat("/file")).mode, (await fs.stat("/directory")).mode]).toEqual([0o600, 0o700]);
    expect(() => new MemoryFileSystem({}, { umask: 0o1000 })).toThrow(RangeError);
  });

  it("has nothing any more below a subtree whose directory was removed", async () => {
    const fs = new MemoryFileSystem({ "/alice/": "" });
    const alice = await fs.subtree("/alice");
    await fs.rmdir("/alice");
    await expect(alice.stat("/")).rejects.toMatchObject({ reason: "not-found" });
    await expect(writeFile(alice, "/file", "")).rejects.toMatchObject({ reason: "not-found" });
  });

  it("lists what was there when it began, though files are added meanwhile", async () => {
    const fs = new MemoryFileSystem({ "/a": "", "/b": "" });
    const names: string[] = [];
    for await (const { name } of fs.list("/")) {
      names.push(name);
      await writeFile(fs, `/${name}${name}`, "");
    }
    expect(names).toEqual(["a", "b"]);
  });

  it("keeps no more than 2048 changes for a watcher that doesn't look", async () => {
    const fs = new MemoryFileSystem();
    const watch = await fs.watch("/");
    await using handle = await fs.open("/file", { write: true, create: true });
    for (let i = 0; i < 3000; i++) await handle.write(Buffer.from("x"), 0);
    const changes = watch[Symbol.asyncIterator]();
    for (let i = 0; i < 2048; i++) expect((await changes.next()).done).toBe(false);
    const next = changes.next();
    await watch.close();
    expect((await next).done).toBe(true);
  });

  it("grows a file in linear time", async () => {
    const fs = new MemoryFileSystem();
    await using handle = await fs.open("/file", { append: true, create: true });
    for (let i = 0; i < 50_000; i++) await handle.write(Buffer.alloc(100), 0);
    expect((await handle.stat()).size).toBe(5_000_000);
  });
});
