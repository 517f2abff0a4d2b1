import assert from "node:assert/strict";
import { hasHardLinks, hasPosixRename, hasSymbolicLinks } from "../../filesystem/abilities.js";
import { writeFile } from "../../filesystem/write-file.js";
import { namesIn } from "./listing.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** Several names for one file. */
export const hardLinkCases: readonly SuiteCase[] = [
  {
    name: "gives a file a second name, and keeps it until the last has gone",
    needs: ["hard-links", "positions"],
    async run({ fs, fails }) {
      assert.ok(hasHardLinks(fs));
      await writeFile(fs, "/a", "content");
      await fs.link("/a", "/b");
      const [a, b] = [await fs.stat("/a"), await fs.stat("/b")];
      assert.deepEqual([a.ino, a.nlink, b.nlink], [b.ino, 2, 2]);
      await using handle = await fs.open("/b", { write: true });
      await handle.write(Buffer.from("C"), 0);
      await fs.remove("/b");
      assert.equal(await readText(fs, "/a"), "Content");
      assert.equal((await fs.stat("/a")).nlink, 1);
      await fails(fs.stat("/b"), "not-found");
    },
  },
  {
    name: "links files only, and only to where nothing is",
    needs: ["hard-links"],
    async run({ fs, fails }) {
      assert.ok(hasHardLinks(fs));
      await writeFile(fs, "/file", "");
      await fs.mkdir("/directory");
      await fails(fs.link("/file", "/directory"), "exists");
      await fails(fs.link("/file", "/file"), "exists");
      await fails(fs.link("/file", "/"), "exists");
      await fails(fs.link("/directory", "/other"), "permission");
      await fails(fs.link("/missing", "/other"), "not-found");
      await fails(fs.link("/file", "/missing/other"), "not-found");
      if (hasSymbolicLinks(fs)) {
        await fs.symlink("file", "/link");
        await fails(fs.link("/link", "/other"), "permission");
        await fs.remove("/link");
      }
      assert.deepEqual(await namesIn(fs, "/"), ["directory", "file"]);
    },
  },
  {
    name: "leaves two names of one file alone in a POSIX rename from one to the other",
    needs: ["hard-links", "posix-rename"],
    async run({ fs }) {
      assert.ok(hasHardLinks(fs) && hasPosixRename(fs));
      await writeFile(fs, "/a", "content");
      await fs.link("/a", "/b");
      await fs.posixRename("/a", "/b");
      assert.deepEqual(await namesIn(fs, "/"), ["a", "b"]);
    },
  },
];
