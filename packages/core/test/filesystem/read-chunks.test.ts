import { describe, expect, it } from "@jest/globals";
import type { FileHandle } from "../../src/filesystem/file-handle.js";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { readChunks, type ReadChunksOptions } from "../../src/filesystem/read-chunks.js";

async function texts(handle: FileHandle, options: ReadChunksOptions): Promise<string[]> {
  const result: string[] = [];
  for await (const chunk of readChunks(handle, options)) result.push(chunk.toString());
  return result;
}

/** An open file that counts what is asked of it. */
async function watched(content: string): Promise<{ handle: FileHandle; reads: number[] }> {
  const handle = await new MemoryFileSystem({ "/file": content }).open("/file");
  const reads: number[] = [];
  const read = handle.read.bind(handle);
  handle.read = (buffer, position) => {
    reads.push(position);
    return read(buffer, position);
  };
  return { handle, reads };
}

describe("readChunks", () => {
  it("gives the whole file, or the range that is asked for", async () => {
    const { handle } = await watched("0123456789");
    expect(await texts(handle, {})).toEqual(["0123456789"]);
    expect(await texts(handle, { chunkBytes: 4 })).toEqual(["0123", "4567", "89"]);
    expect(await texts(handle, { chunkBytes: 5 })).toEqual(["01234", "56789"]);
    expect(await texts(handle, { start: 3, end: 7, chunkBytes: 3 })).toEqual(["345", "6"]);
    expect(await texts(handle, { start: 8, end: 100 })).toEqual(["89"]);
    expect(await texts(handle, { start: 5, end: 5 })).toEqual([]);
    expect(await texts(handle, { start: 7, end: 5 })).toEqual([]);
    expect(await texts(handle, { start: 10 })).toEqual([]);
  });

  it("reads one chunk ahead of its consumer and not more", async () => {
    const { handle, reads } = await watched("0123456789");
    const chunks = readChunks(handle, { chunkBytes: 2 });
    expect(reads).toEqual([]);
    await chunks.next();
    expect(reads).toEqual([0, 2]);
    await chunks.next();
    expect(reads).toEqual([0, 2, 4]);
    await chunks.return();
    expect(reads).toEqual([0, 2, 4]);
  });

  it("doesn't read after the end of the range", async () => {
    const { handle, reads } = await watched("0123456789");
    await texts(handle, { end: 4, chunkBytes: 2 });
    expect(reads).toEqual([0, 2]);
  });

  it("waits for the read that is under way before it lets go of the file", async () => {
    const { handle } = await watched("0123456789");
    let finish: (() => void) | undefined;
    const read = handle.read.bind(handle);
    handle.read = async (buffer, position) => {
      if (position > 0) await new Promise<void>((resolve) => (finish = resolve));
      return read(buffer, position);
    };
    const chunks = readChunks(handle, { chunkBytes: 2 });
    await chunks.next();
    let returned = false;
    const returning = chunks.return().then(() => (returned = true));
    await Promise.resolve();
    expect(returned).toBe(false);
    finish?.();
    await returning;
  });

  it("fails where a read fails, and by its signal", async () => {
    const { handle } = await watched("0123456789");
    const reason = new Error("enough");
    const controller = new AbortController();
    const chunks = readChunks(handle, { chunkBytes: 2, signal: controller.signal });
    await chunks.next();
    controller.abort(reason);
    await expect(chunks.next()).rejects.toBe(reason);
    await handle.close();
    await expect(texts(handle, {})).rejects.toMatchObject({ reason: "closed" });
  });

  it("refuses ranges and chunks of no size", async () => {
    const { handle } = await watched("0123456789");
    for (const options of [{ start: -1 }, { end: 0.5 }, { chunkBytes: 0 }, { chunkBytes: NaN }]) {
      await expect(texts(handle, options)).rejects.toThrow(RangeError);
    }
  });
});
