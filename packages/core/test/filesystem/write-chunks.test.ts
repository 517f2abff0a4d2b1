import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { readFile } from "../../src/filesystem/read-file.js";
import { writeChunks } from "../../src/filesystem/write-chunks.js";

describe("writeChunks", () => {
  it("writes what comes from a position on, and counts it", async () => {
    const fs = new MemoryFileSystem({ "/file": "0123456789" });
    await using handle = await fs.open("/file", { write: true });
    const source = [Buffer.from("ab"), Buffer.alloc(0), Buffer.from("c")];
    expect(await writeChunks(handle, source, { position: 4 })).toBe(3);
    expect((await readFile(fs, "/file")).toString()).toBe("0123abc789");
  });

  it("takes the next chunk when the last one is written", async () => {
    const fs = new MemoryFileSystem();
    await using handle = await fs.open("/file", { write: true, create: true });
    const sizes: number[] = [];
    async function* source(): AsyncGenerator<Buffer> {
      for (let i = 0; i < 3; i++) {
        sizes.push((await handle.stat()).size);
        yield Buffer.from("xx");
      }
    }
    await writeChunks(handle, source());
    expect(sizes).toEqual([0, 2, 4]);
  });

  it("refuses the byte that is over the limit, with what came before it written", async () => {
    const fs = new MemoryFileSystem();
    await using handle = await fs.open("/file", { write: true, create: true });
    const source = [Buffer.from("1234"), Buffer.from("567")];
    await expect(writeChunks(handle, source, { maxBytes: 6 })).rejects.toMatchObject({ reason: "file-too-large" });
    expect((await readFile(fs, "/file")).toString()).toBe("1234");
    expect(await writeChunks(handle, source, { maxBytes: 7 })).toBe(7);
  });

  it("ends by its signal, also before it has begun", async () => {
    const fs = new MemoryFileSystem();
    await using handle = await fs.open("/file", { write: true, create: true });
    const controller = new AbortController();
    const reason = new Error("enough");
    let closed = false;
    function* source(): Generator<Buffer> {
      try {
        yield Buffer.from("first");
        controller.abort(reason);
        yield Buffer.from("second");
      } finally {
        closed = true;
      }
    }
    await expect(writeChunks(handle, source(), { signal: controller.signal })).rejects.toBe(reason);
    expect(closed).toBe(true);
    expect((await handle.stat()).size).toBe(5);
    await expect(writeChunks(handle, [], { signal: controller.signal })).rejects.toBe(reason);
  });
});
