import assert from "node:assert/strict";
import { writeFile } from "../../filesystem/write-file.js";
import { namesIn } from "./listing.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** What a path means. */
export const pathCases: readonly SuiteCase[] = [
  {
    name: "takes every spelling of a path for the same file",
    async run({ fs }) {
      await fs.mkdir("/a");
      await writeFile(fs, "/a/file", "content");
      for (const path of ["//a//file", "/./a/./file", "/a/../a/file", "/../../a/file", "/b/../a/file"]) {
        assert.equal(await readText(fs, path), "content", path);
      }
      assert.deepEqual(await namesIn(fs, "/a/"), ["file"]);
      assert.deepEqual(await namesIn(fs, "/a/.."), ["a"]);
    },
  },
  {
    name: "tells names apart that differ in case, in composition, or by a blank",
    async run({ fs }) {
      const names = ["Name", "name ", "n\u00e4me", "na\u0308me", " name"];
      for (const name of names) await writeFile(fs, `/${name}`, name, { exclusive: true });
      for (const name of names) assert.equal(await readText(fs, `/${name}`), name);
    },
  },
  {
    name: "keeps names that look like escapes or options as plain names",
    async run({ fs }) {
      const names = ["...", "..a", "%2e%2e", "%2f", "-rf", "~", "*", "．．", "a\\..\\b", "‥", "\u2024\u2024"];
      for (const name of names) await writeFile(fs, `/${name}`, name, { exclusive: true });
      assert.deepEqual(await namesIn(fs, "/"), [...names].sort());
      for (const name of names) assert.equal(await readText(fs, `/${name}`), name);
    },
  },
  {
    name: "refuses a path with a NUL, a lone surrogate, or no slash at its start",
    async run({ fs, fails }) {
      await writeFile(fs, "/a", "content");
      for (const path of ["/a\0", "/a\0.txt", "/\ud800", "/\udc00a", "", "a", "../a", "\0"]) {
        await fails(fs.stat(path), "invalid-name");
        await fails(fs.open(path), "invalid-name");
        await fails(fs.open(path, { write: true, create: true }), "invalid-name");
        await fails(fs.mkdir(path), "invalid-name");
        await fails(fs.remove(path), "invalid-name");
        await fails(fs.rename("/a", path), "invalid-name");
        await fails(namesIn(fs, path), "invalid-name");
      }
      assert.deepEqual(await namesIn(fs, "/"), ["a"]);
    },
  },
  {
    name: "takes a name of 255 bytes and refuses one of 256",
    async run({ fs, fails }) {
      for (const longest of ["n".repeat(255), "ä".repeat(127)]) {
        await writeFile(fs, `/${longest}`, "content");
        assert.equal(await readText(fs, `/${longest}`), "content");
      }
      for (const tooLong of ["n".repeat(256), "ä".repeat(128)]) {
        await fails(writeFile(fs, `/${tooLong}`, ""), "name-too-long");
        await fails(fs.stat(`/${tooLong}`), "name-too-long");
      }
    },
  },
  {
    name: "refuses a path over 4096 bytes",
    async run({ fs, fails }) {
      await fails(fs.stat("/a".repeat(2049)), "name-too-long");
      await fails(fs.stat(`/${"/".repeat(1_000_000)}`), "name-too-long");
      await fails(fs.stat("/../a".repeat(100_000)), "name-too-long");
    },
  },
];
