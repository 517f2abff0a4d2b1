import assert from "node:assert/strict";
import { hasStatVFS } from "../../filesystem/abilities.js";
import { writeFile } from "../../filesystem/write-file.js";
import { namesIn } from "./listing.js";
import type { SuiteCase } from "./suite-case.js";

/** Directories. */
export const directoryCases: readonly SuiteCase[] = [
  {
    name: "begins with a root that is an empty directory",
    async run({ fs }) {
      assert.equal((await fs.stat("/")).type, "directory");
      assert.equal((await fs.lstat("/")).type, "directory");
      assert.deepEqual(await namesIn(fs, "/"), []);
    },
  },
  {
    name: "lists each entry once with its type and stat",
    async run({ fs }) {
      await fs.mkdir("/directory");
      await writeFile(fs, "/file", "12345");
      await writeFile(fs, "/directory/below", "");
      const seen = new Map<string, string>();
      for await (const entry of fs.list("/")) {
        const stats = await entry.stat();
        assert.equal(stats.type, entry.type);
        if (entry.name === "file") assert.equal(stats.size, 5);
        assert.ok(!seen.has(entry.name));
        seen.set(entry.name, entry.type);
      }
      assert.deepEqual([...seen].sort(), [
        ["directory", "directory"],
        ["file", "file"],
      ]);
    },
  },
  {
    name: "tells an entry's stat during the listing, after it, and not when it has gone",
    async run({ fs, fails }) {
      for (let i = 0; i < 20; i++) await writeFile(fs, `/file${String(i)}`, "x".repeat(i));
      const entries = [];
      for await (const entry of fs.list("/")) entries.push(entry);
      const stats = await Promise.all(entries.map((entry) => entry.stat()));
      assert.equal(
        stats.reduce((sum, { size }) => sum + size, 0),
        190,
      );
      await fs.remove("/file3");
      const gone = entries.find(({ name }) => name === "file3");
      await fails(gone?.stat() ?? Promise.resolve(), "not-found");
    },
  },
  {
    name: "lists more entries than fit into one answer of the system",
    async run({ fs }) {
      const names = Array.from({ length: 700 }, (_, i) => `file-${String(i).padStart(4, "0")}`);
      for (const name of names) await writeFile(fs, `/${name}`, "");
      assert.deepEqual(await namesIn(fs, "/"), names);
    },
  },
  {
    name: "stops a listing by its signal, or when the loop is left",
    async run({ fs }) {
      await writeFile(fs, "/a", "");
      await writeFile(fs, "/b", "");
      for await (const { name } of fs.list("/")) {
        assert.ok(name !== "");
        break;
      }
      const reason = new Error("enough");
      await assert.rejects(
        async () => {
          const controller = new AbortController();
          for await (const { name } of fs.list("/", { signal: controller.signal })) {
            assert.ok(name !== "");
            controller.abort(reason);
          }
        },
        (error) => error === reason,
      );
    },
  },
  {
    name: "refuses to list a file or nothing",
    async run({ fs, fails }) {
      await writeFile(fs, "/file", "");
      await fails(namesIn(fs, "/file"), "not-a-directory");
      await fails(namesIn(fs, "/missing"), "not-found");
    },
  },
  {
    name: "makes a directory only where nothing is and its parent is",
    async run({ fs, fails }) {
      await fs.mkdir("/a");
      await fs.mkdir("/a/b");
      await writeFile(fs, "/file", "");
      await fails(fs.mkdir("/a"), "exists");
      await fails(fs.mkdir("/file"), "exists");
      await fails(fs.mkdir("/"), "exists");
      await fails(fs.mkdir("/missing/below"), "not-found");
    },
  },
  {
    name: "removes an empty directory and nothing else",
    async run({ fs, fails }) {
      await fs.mkdir("/a");
      await fs.mkdir("/a/b");
      await writeFile(fs, "/file", "");
      await fails(fs.rmdir("/a"), "not-empty");
      await fails(fs.rmdir("/file"), "not-a-directory");
      await fails(fs.rmdir("/missing"), "not-found");
      await fails(fs.rmdir("/"), "busy");
      await fs.rmdir("/a/b");
      await fs.rmdir("/a");
      assert.deepEqual(await namesIn(fs, "/"), ["file"]);
    },
  },
  {
    name: "goes deep",
    async run({ fs }) {
      let path = "";
      for (let i = 0; i < 100; i++) {
        path += `/d${String(i)}`;
        await fs.mkdir(path);
      }
      await writeFile(fs, `${path}/file`, "content");
      assert.equal((await fs.stat(`${path}/file`)).size, 7);
    },
  },
  {
    name: "says how full it is",
    needs: ["stat-vfs"],
    async run({ fs, fails }) {
      assert.ok(hasStatVFS(fs));
      const { blockSize, totalBlocks, freeBlocks, availableBlocks, maxNameBytes } = await fs.statVFS("/");
      assert.ok(blockSize > 0 && totalBlocks > 0 && freeBlocks <= totalBlocks && availableBlocks <= freeBlocks);
      assert.equal(maxNameBytes, 255);
      await fails(fs.statVFS("/missing"), "not-found");
    },
  },
];
