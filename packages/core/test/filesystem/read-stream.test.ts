import { describe, expect, it } from "@jest/globals";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";
import { readStream } from "../../src/filesystem/read-stream.js";

const fs = new MemoryFileSystem({ "/file": "0123456789" });

describe("readStream", () => {
  it("is the body of a Response", async () => {
    const handle = await fs.open("/file");
    const parts: Uint8Array[] = [];
    for await (const part of readStream(handle, { start: 1, end: 9, chunkBytes: 3 })) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe("12345678");
    await expect(handle.stat()).rejects.toMatchObject({ reason: "closed" });
  });

  it("closes the file when it is cancelled", async () => {
    const handle = await fs.open("/file");
    const reader = readStream(handle, { chunkBytes: 2 }).getReader();
    await reader.read();
    await reader.cancel();
    await expect(handle.stat()).rejects.toMatchObject({ reason: "closed" });
  });

  it("closes the file when a read fails, and fails with that", async () => {
    const handle = await fs.open("/file");
    const broken = new Error("broken disk");
    handle.read = () => Promise.reject(broken);
    await expect(readStream(handle).getReader().read()).rejects.toBe(broken);
    await expect(handle.stat()).rejects.toMatchObject({ reason: "closed" });
  });
});
