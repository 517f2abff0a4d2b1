import assert from "node:assert/strict";
import { hasSubtree, hasSymbolicLinks } from "../../filesystem/abilities.js";
import { writeFile } from "../../filesystem/write-file.js";
import { namesIn, pathsBelow } from "./listing.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** A directory as a root. */
export const subtreeCases: readonly SuiteCase[] = [
  {
    name: "makes a directory a root that nothing leaves",
    needs: ["subtree"],
    async run({ fs, fails }) {
      assert.ok(hasSubtree(fs));
      for (const user of ["alice", "bob"]) {
        await fs.mkdir(`/${user}`);
        await writeFile(fs, `/${user}/file`, `${user}'s`);
      }
      const alice = await fs.subtree("/alice");
      assert.deepEqual(await pathsBelow(alice), ["/file"]);
      assert.equal(await readText(alice, "/file"), "alice's");
      assert.equal(await readText(alice, "/../file"), "alice's");
      await fails(alice.stat("/../bob/file"), "not-found");
      await fails(alice.stat("/alice/file"), "not-found");
      await writeFile(alice, "/new", "content");
      assert.equal(await readText(fs, "/alice/new"), "content");
      await fails(fs.subtree("/alice/file"), "not-a-directory");
      await fails(fs.subtree("/missing"), "not-found");
    },
  },
  {
    name: "holds links that lead out of a subtree back, though they stay inside of the whole",
    needs: ["subtree", "symbolic-links"],
    async run({ fs, fails }) {
      assert.ok(hasSubtree(fs) && hasSymbolicLinks(fs));
      await fs.mkdir("/alice");
      await fs.mkdir("/bob");
      await writeFile(fs, "/bob/secret", "bob's");
      await fs.symlink("../bob", "/alice/sideways");
      await fs.symlink("../bob/secret", "/alice/file");
      const alice = await fs.subtree("/alice");
      assert.equal(await readText(fs, "/alice/file"), "bob's");
      await fails(readText(alice, "/file"), "permission");
      await fails(readText(alice, "/sideways/secret"), "permission");
      await fails(namesIn(alice, "/sideways"), "permission");
      await fails(writeFile(alice, "/sideways/new", ""), "permission");
      assert.ok(hasSymbolicLinks(alice));
      await fails(alice.symlink("../bob", "/again"), "permission");
      assert.deepEqual(await namesIn(fs, "/bob"), ["secret"]);
    },
  },
];
