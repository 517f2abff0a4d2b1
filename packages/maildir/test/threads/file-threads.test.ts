import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { WholeFile } from "../../src/files/disk.js";
import { FileThreads } from "../../src/threads/file-threads.js";
import { TemporaryFolder } from "../temporary-folder.js";

let folder: TemporaryFolder;
let threads: FileThreads;

beforeEach(() => {
  folder = new TemporaryFolder();
  threads = new FileThreads();
  for (const name of ["tmp", "new"]) mkdirSync(join(folder.path, name));
});

afterEach(() => {
  folder[Symbol.dispose]();
});

function file(name: string, chunks: readonly Uint8Array[], place = "new"): WholeFile {
  return {
    temporary: join(folder.path, "tmp", name),
    path: join(folder.path, place, name),
    chunks,
    length: chunks.reduce((sum, { length }) => sum + length, 0),
    durable: true,
  };
}

const names = (of: string): string[] => readdirSync(join(folder.path, of)).sort();

describe("FileThreads", () => {
  it("stores a file of many chunks, private, and leaves nothing in tmp", async () => {
    const chunks = Array.from({ length: 2_000 }, (_, i) => Buffer.from(`line ${String(i)}\n`));
    await threads.store(file("a", chunks));
    expect(readFileSync(join(folder.path, "new/a"))).toEqual(Buffer.concat(chunks));
    expect(statSync(join(folder.path, "new/a")).mode & 0o777).toBe(0o600);
    expect(names("tmp")).toEqual([]);
  });

  it("stores an empty file, and one that isn't to be durable", async () => {
    await threads.store(file("empty", []));
    await threads.store({ ...file("quick", [Buffer.from("x")]), durable: false });
    expect(statSync(join(folder.path, "new/empty")).size).toBe(0);
    expect(readFileSync(join(folder.path, "new/quick"), "latin1")).toBe("x");
  });

  it("gives what comes in one turn to one thread", async () => {
    await Promise.all(["a", "b", "c"].map((name) => threads.store(file(name, [Buffer.from(name)]))));
    expect(threads.threadCount).toBe(1);
    expect(names("new")).toEqual(["a", "b", "c"]);
  });

  it("has no more threads than it may, and stores what they have no room for at once", async () => {
    const two = new FileThreads(2);
    const contents = Array.from({ length: 200 }, (_, i) => Buffer.alloc(60_000, i));
    await Promise.all(contents.map((content, i) => two.store(file(String(i), [content]))));
    expect(two.threadCount).toBe(2);
    for (const [i, content] of contents.entries())
      expect(readFileSync(join(folder.path, "new", String(i))).equals(content)).toBe(true);
  });

  it("tells the system's error of each file, and of no other", async () => {
    writeFileSync(join(folder.path, "tmp/taken"), "somebody else's");
    const results = await Promise.allSettled(
      [file("a", [Buffer.from("a")]), file("taken", []), file("nowhere", [], "missing"), file("b", [])].map((one) =>
        threads.store(one),
      ),
    );
    expect(results).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: { code: "EEXIST", syscall: "open", message: expect.stringContaining("taken") } },
      { status: "rejected", reason: { code: "ENOENT", syscall: "rename", errno: -2 } },
      { status: "fulfilled" },
    ]);
    expect(names("new")).toEqual(["a", "b"]);
    expect(names("tmp")).toEqual(["taken"]);
    expect(readFileSync(join(folder.path, "tmp/taken"), "latin1")).toBe("somebody else's");
  });

  it("follows no symbolic link in place of the file", async () => {
    symlinkSync(join(folder.path, "elsewhere"), join(folder.path, "tmp/link"));
    await expect(threads.store(file("link", [Buffer.from("x")]))).rejects.toMatchObject({ code: "EEXIST" });
    expect(existsSync(join(folder.path, "elsewhere"))).toBe(false);
  });

  it("refuses what is larger than a thread's memory, and stores what is just as large", async () => {
    const whole = Buffer.alloc(1024 * 1024, "x");
    await threads.store(file("whole", [whole]));
    await expect(threads.store(file("more", [whole, Buffer.alloc(1)]))).rejects.toThrow(RangeError);
    expect(names("new")).toEqual(["whole"]);
    expect(statSync(join(folder.path, "new/whole")).size).toBe(whole.length);
  });
});
