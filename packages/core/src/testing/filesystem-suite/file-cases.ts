import assert from "node:assert/strict";
import { writeFile } from "../../filesystem/write-file.js";
import { namesIn } from "./listing.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** Files as a whole: made, opened, replaced, removed. */
export const fileCases: readonly SuiteCase[] = [
  {
    name: "gives back what was written, byte for byte",
    async run({ fs }) {
      const data = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
      await writeFile(fs, "/file", data);
      await using handle = await fs.open("/file");
      const read = Buffer.alloc(data.length);
      assert.equal(await handle.read(read, 0), data.length);
      assert.ok(read.equals(data));
      assert.equal((await fs.stat("/file")).size, data.length);
      assert.equal((await fs.stat("/file")).type, "file");
    },
  },
  {
    name: "holds an empty file",
    async run({ fs }) {
      await writeFile(fs, "/empty", "");
      assert.equal((await fs.stat("/empty")).size, 0);
      assert.equal(await readText(fs, "/empty"), "");
    },
  },
  {
    name: "replaces the content of a file, and not only its beginning",
    needs: ["truncate"],
    async run({ fs }) {
      await writeFile(fs, "/file", "a long content");
      await writeFile(fs, "/file", "short");
      assert.equal(await readText(fs, "/file"), "short");
    },
  },
  {
    name: "says not-found for what isn't there",
    async run({ fs, fails }) {
      await fails(fs.stat("/missing"), "not-found");
      await fails(fs.lstat("/missing"), "not-found");
      await fails(fs.open("/missing"), "not-found");
      await fails(fs.open("/missing", { write: true }), "not-found");
      await fails(fs.remove("/missing"), "not-found");
      await fails(fs.rename("/missing", "/other"), "not-found");
      await fails(fs.stat("/missing/below"), "not-found");
      await fails(writeFile(fs, "/missing/below", ""), "not-found");
    },
  },
  {
    name: "says not-a-directory where a file is on the way",
    async run({ fs, fails }) {
      await writeFile(fs, "/file", "content");
      await fails(fs.stat("/file/below"), "not-a-directory");
      await fails(fs.open("/file/below"), "not-a-directory");
      await fails(writeFile(fs, "/file/below", ""), "not-a-directory");
      await fails(fs.mkdir("/file/below"), "not-a-directory");
      await fails(fs.mkdir("/file/below/deeper"), "not-a-directory");
      await fails(fs.rename("/file", "/file/below"), "not-a-directory");
    },
  },
  {
    name: "makes a file exclusively once",
    needs: ["exclusive"],
    async run({ fs, fails }) {
      await writeFile(fs, "/lock", "mine", { exclusive: true });
      await fails(writeFile(fs, "/lock", "yours", { exclusive: true }), "exists");
      await fails(fs.open("/", { write: true, create: true, exclusive: true }), "exists");
      assert.equal(await readText(fs, "/lock"), "mine");
    },
  },
  {
    name: "removes a file and nothing else",
    async run({ fs, fails }) {
      await writeFile(fs, "/a", "content");
      await writeFile(fs, "/b", "content");
      await fs.remove("/a");
      await fails(fs.stat("/a"), "not-found");
      assert.deepEqual(await namesIn(fs, "/"), ["b"]);
    },
  },
  {
    name: "doesn't open or remove a directory as a file",
    async run({ fs, fails }) {
      await fs.mkdir("/directory");
      for (const path of ["/directory", "/"]) {
        await fails(fs.open(path), "is-a-directory");
        await fails(fs.open(path, { write: true }), "is-a-directory");
        await fails(fs.open(path, { write: true, create: true }), "is-a-directory");
        await fails(fs.remove(path), "is-a-directory");
      }
      assert.deepEqual(await namesIn(fs, "/"), ["directory"]);
    },
  },
  {
    name: "refuses options for opening that contradict each other",
    async run({ fs }) {
      await writeFile(fs, "/file", "content");
      await assert.rejects(fs.open("/file", { truncate: true }), TypeError);
      await assert.rejects(fs.open("/file", { write: true, exclusive: true }), TypeError);
      await assert.rejects(fs.open("/file", { write: true, create: true, mode: -1 }), RangeError);
      assert.equal(await readText(fs, "/file"), "content");
    },
  },
];
