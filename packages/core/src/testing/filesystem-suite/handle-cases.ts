import assert from "node:assert/strict";
import type { FileHandle } from "../../filesystem/file-handle.js";
import { readChunks } from "../../filesystem/read-chunks.js";
import { readStream } from "../../filesystem/read-stream.js";
import { writeChunks } from "../../filesystem/write-chunks.js";
import { writeFile } from "../../filesystem/write-file.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** Open files. */
export const handleCases: readonly SuiteCase[] = [
  {
    name: "reads at any position, and nothing at the end or after it",
    needs: ["positions"],
    async run({ fs }) {
      await writeFile(fs, "/file", "0123456789");
      await using handle = await fs.open("/file");
      assert.equal(await readAt(handle, 3, 4), "3456");
      assert.equal(await readAt(handle, 0, 2), "01");
      assert.equal(await readAt(handle, 8, 5), "89");
      assert.equal(await readAt(handle, 10, 5), "");
      assert.equal(await readAt(handle, 2 ** 40, 5), "");
      assert.equal(await readAt(handle, 0, 0), "");
    },
  },
  {
    name: "writes at any position and fills a gap with zeros",
    needs: ["positions"],
    async run({ fs }) {
      await using handle = await fs.open("/file", { read: true, write: true, create: true });
      await handle.write(Buffer.from("end"), 6);
      await handle.write(Buffer.from("start"), 0);
      assert.equal(await readAt(handle, 0, 100), "start\0end");
      await handle.write(Buffer.from("E"), 6);
      await handle.write(Buffer.alloc(0), 100);
      assert.equal(await readAt(handle, 0, 100), "start\0End");
      assert.equal((await handle.stat()).size, 9);
    },
  },
  {
    name: "keeps the content of a file that is opened for writing without truncate",
    needs: ["positions"],
    async run({ fs }) {
      await writeFile(fs, "/file", "content");
      await using handle = await fs.open("/file", { write: true, create: true });
      await handle.write(Buffer.from("C"), 0);
      assert.equal(await readText(fs, "/file"), "Content");
    },
  },
  {
    name: "carries out many reads and writes at once",
    needs: ["positions"],
    async run({ fs }) {
      await using handle = await fs.open("/file", { read: true, write: true, create: true });
      const pieces = Array.from({ length: 64 }, (_, i) => Buffer.alloc(1000, i));
      await Promise.all(pieces.map((piece, i) => handle.write(piece, i * 1000)));
      const read = await Promise.all(pieces.map((_, i) => readBytes(handle, i * 1000, 1000)));
      assert.ok(read.every((bytes, i) => pieces[i]?.equals(bytes)));
    },
  },
  {
    name: "appends at the end, wherever the write says it goes",
    needs: ["append"],
    async run({ fs }) {
      await writeFile(fs, "/log", "one\n");
      await using first = await fs.open("/log", { append: true, create: true });
      await using second = await fs.open("/log", { append: true });
      await first.write(Buffer.from("two\n"), 0);
      await second.write(Buffer.from("three\n"), 2);
      await first.write(Buffer.from("four\n"), 1000);
      assert.equal(await readText(fs, "/log"), "one\ntwo\nthree\nfour\n");
    },
  },
  {
    name: "cuts a file off and fills it up, and what was cut off doesn't come back",
    needs: ["truncate", "positions"],
    async run({ fs }) {
      await using handle = await fs.open("/file", { read: true, write: true, create: true });
      await handle.write(Buffer.from("0123456789"), 0);
      await handle.truncate(4);
      assert.equal(await readAt(handle, 0, 100), "0123");
      await handle.truncate(8);
      assert.equal(await readAt(handle, 0, 100), "0123\0\0\0\0");
      await handle.setAttributes({ size: 2 });
      assert.equal((await handle.stat()).size, 2);
    },
  },
  {
    name: "refuses to write through a handle for reading, and to read through one for writing",
    async run({ fs, fails }) {
      await writeFile(fs, "/file", "content");
      await using reader = await fs.open("/file");
      await fails(reader.write(Buffer.from("X"), 0), "permission");
      await fails(reader.truncate(0), "permission");
      await using writer = await fs.open("/file", { write: true });
      await fails(writer.read(Buffer.alloc(1), 0), "permission");
      assert.equal(await readText(fs, "/file"), "content");
    },
  },
  {
    name: "says closed after close, and closes twice without complaint",
    async run({ fs, fails }) {
      const handle = await fs.open("/file", { read: true, write: true, create: true });
      await handle.close();
      await handle.close();
      await fails(handle.read(Buffer.alloc(1), 0), "closed");
      await fails(handle.write(Buffer.from("x"), 0), "closed");
      await fails(handle.stat(), "closed");
      await fails(handle.truncate(0), "closed");
      await fails(handle.setAttributes({ mode: 0o600 }), "closed");
      await fails(handle.sync(), "closed");
    },
  },
  {
    name: "lets what is under way finish before it closes",
    async run({ fs }) {
      const handle = await fs.open("/file", { write: true, create: true });
      const writing = handle.write(Buffer.alloc(100_000, 1), 0);
      await Promise.all([writing, handle.close()]);
      assert.equal((await fs.stat("/file")).size, 100_000);
    },
  },
  {
    name: "refuses positions and sizes that no file has",
    async run({ fs }) {
      await using handle = await fs.open("/file", { read: true, write: true, create: true });
      for (const position of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
        await assert.rejects(handle.read(Buffer.alloc(1), position), RangeError);
        await assert.rejects(handle.write(Buffer.from("x"), position), RangeError);
        await assert.rejects(handle.truncate(position), RangeError);
      }
      assert.equal((await handle.stat()).size, 0);
    },
  },
  {
    name: "reads on in a file that was renamed or removed while open",
    needs: ["identity"],
    async run({ fs }) {
      await writeFile(fs, "/file", "content");
      await using handle = await fs.open("/file", { read: true, write: true });
      await fs.rename("/file", "/renamed");
      assert.equal(await readAt(handle, 0, 100), "content");
      await fs.remove("/renamed");
      await handle.write(Buffer.from("C"), 0);
      assert.equal(await readAt(handle, 0, 100), "Content");
      assert.equal((await handle.stat()).nlink, 0);
    },
  },
  {
    name: "streams a range in chunks, and writes chunks as they come",
    async run({ fs }) {
      const data = Buffer.from(Array.from({ length: 10_000 }, (_, i) => i & 0xff));
      {
        await using handle = await fs.open("/file", { write: true, create: true });
        const count = await writeChunks(handle, [data.subarray(0, 1), data.subarray(1, 7000), data.subarray(7000)]);
        assert.equal(count, data.length);
        await handle.sync();
      }
      await using handle = await fs.open("/file");
      for (const [start, end] of [
        [0, 10_000],
        [0, 20_000],
        [1, 4096],
        [4095, 4097],
        [9_999, 10_000],
        [5, 5],
        [20_000, 30_000],
      ] as const) {
        const chunks: Buffer[] = [];
        for await (const chunk of readChunks(handle, { start, end, chunkBytes: 1024 })) chunks.push(chunk);
        assert.ok(Buffer.concat(chunks).equals(data.subarray(start, end)), `${String(start)}-${String(end)}`);
        assert.ok(chunks.every((chunk) => chunk.length <= 1024 && chunk.length > 0));
      }
    },
  },
  {
    name: "streams as a Web Stream and closes the file at its end",
    async run({ fs, fails }) {
      await writeFile(fs, "/file", "0123456789");
      const handle = await fs.open("/file");
      const parts: Uint8Array[] = [];
      for await (const part of readStream(handle, { start: 2, chunkBytes: 3 })) parts.push(part);
      assert.deepEqual(
        parts.map((part) => Buffer.from(part).toString()),
        ["234", "567", "89"],
      );
      await fails(handle.stat(), "closed");
    },
  },
];

async function readBytes(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, await handle.read(buffer, position));
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<string> {
  return (await readBytes(handle, position, length)).toString("latin1");
}
