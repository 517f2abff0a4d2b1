import assert from "node:assert/strict";
import { hasPosixRename } from "../../filesystem/abilities.js";
import { writeFile } from "../../filesystem/write-file.js";
import { pathsBelow } from "./listing.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** Renames, plain and POSIX. */
export const renameCases: readonly SuiteCase[] = [
  {
    name: "moves a file, and a directory with all that is in it",
    async run({ fs }) {
      await fs.mkdir("/a");
      await fs.mkdir("/b");
      await writeFile(fs, "/a/file", "content");
      await fs.rename("/a/file", "/a/renamed");
      await fs.rename("/a", "/b/moved");
      assert.deepEqual(await pathsBelow(fs), ["/b", "/b/moved", "/b/moved/renamed"]);
      assert.equal(await readText(fs, "/b/moved/renamed"), "content");
    },
  },
  {
    name: "refuses to replace anything by a plain rename",
    needs: ["plain-rename"],
    async run({ fs, fails }) {
      await writeFile(fs, "/file", "content");
      await writeFile(fs, "/other", "other");
      await fs.mkdir("/empty");
      await fs.mkdir("/full");
      await writeFile(fs, "/full/file", "");
      for (const to of ["/other", "/empty", "/full", "/file", "/"]) await fails(fs.rename("/file", to), "exists");
      for (const to of ["/other", "/empty", "/full", "/"]) await fails(fs.rename("/full", to), "exists");
      assert.equal(await readText(fs, "/other"), "other");
      assert.deepEqual(await pathsBelow(fs), ["/empty", "/file", "/full", "/full/file", "/other"]);
    },
  },
  {
    name: "lets one of many win that rename to the same name",
    needs: ["plain-rename"],
    async run({ fs }) {
      const sources = Array.from({ length: 8 }, (_, i) => `/source${String(i)}`);
      for (const path of sources) await writeFile(fs, path, path);
      const results = await Promise.allSettled(sources.map((path) => fs.rename(path, "/target")));
      assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
      const winner = await readText(fs, "/target");
      assert.deepEqual(await pathsBelow(fs), [...sources.filter((path) => path !== winner), "/target"].sort());
    },
  },
  {
    name: "refuses to move a directory into itself, or the root anywhere",
    async run({ fs, fails }) {
      await fs.mkdir("/a");
      await fs.mkdir("/a/b");
      await fails(fs.rename("/a", "/a/c"), "invalid-argument");
      await fails(fs.rename("/a", "/a/b/c"), "invalid-argument");
      await fails(fs.rename("/", "/c"), "busy");
      await fails(fs.rename("/a", "/missing/c"), "not-found");
      assert.deepEqual(await pathsBelow(fs), ["/a", "/a/b"]);
    },
  },
  {
    name: "replaces a file, or an empty directory, by a POSIX rename",
    needs: ["posix-rename"],
    async run({ fs, fails }) {
      assert.ok(hasPosixRename(fs));
      await writeFile(fs, "/a", "a");
      await writeFile(fs, "/b", "b");
      await fs.mkdir("/empty");
      await fs.mkdir("/full");
      await writeFile(fs, "/full/file", "");
      await fs.posixRename("/a", "/b");
      assert.equal(await readText(fs, "/b"), "a");
      await fs.posixRename("/b", "/b");
      await fails(fs.posixRename("/b", "/empty"), "is-a-directory");
      await fails(fs.posixRename("/full", "/b"), "not-a-directory");
      await fails(fs.posixRename("/empty", "/full"), "not-empty");
      await fails(fs.posixRename("/full", "/full/below"), "invalid-argument");
      await fails(fs.posixRename("/full/file", "/full"), "not-empty");
      await fails(fs.posixRename("/", "/c"), "busy");
      await fails(fs.posixRename("/b", "/"), "busy");
      await fails(fs.posixRename("/missing", "/b"), "not-found");
      await fs.posixRename("/full", "/empty");
      assert.deepEqual(await pathsBelow(fs), ["/b", "/empty", "/empty/file"]);
    },
  },
];
