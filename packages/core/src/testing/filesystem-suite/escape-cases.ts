import assert from "node:assert/strict";
import { hasHardLinks, hasPosixRename, hasSymbolicLinks } from "../../filesystem/abilities.js";
import { isFileSystemError } from "../../filesystem/file-system-error.js";
import type { FileSystem } from "../../filesystem/file-system.js";
import { writeFile } from "../../filesystem/write-file.js";
import { escapePaths } from "./escape-paths.js";
import { namesIn, pathsBelow } from "./listing.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** Paths that try to get out, where nothing but the paths is under the attacker's control. */
export const escapeCases: readonly SuiteCase[] = [
  {
    name: "finds nothing in an empty root by a path that tries to leave it",
    async run({ fs }) {
      for (const path of escapePaths) {
        const stats = await orRefused(() => fs.stat(path));
        // What is left of some of them is the root itself.
        if (stats !== undefined) assert.deepEqual([stats.type, await namesIn(fs, path)], ["directory", []], path);
        assert.equal(await orRefused(() => readText(fs, path)), undefined, path);
      }
    },
  },
  {
    name: "changes nothing but what is in the root by a path that tries to leave it",
    async run({ fs }) {
      await fs.mkdir("/etc");
      for (const path of escapePaths) {
        await writeFile(fs, "/source", "content");
        await attack(fs, path);
        await orRefused(() => fs.remove("/source"));
      }
      // All that an attack could make is in the root, or has been removed from it by the next one.
      for (const path of await pathsBelow(fs)) assert.ok((await fs.lstat(path)).type !== "other", path);
      assert.equal((await fs.stat("/etc")).type, "directory");
    },
  },
];

/** Everything that a FileSystem can be asked to do to a path. Each fails with a FileSystemError, or stays inside. */
async function attack(fs: FileSystem, path: string): Promise<void> {
  const made = await orRefused(() => writeFile(fs, path, "made", { exclusive: true }).then(() => true));
  if (made === true) {
    assert.equal(await readText(fs, path), "made", path);
    const found = await Promise.all((await pathsBelow(fs)).map((below) => orRefused(() => readText(fs, below))));
    assert.ok(found.includes("made"), `${path} was made somewhere else`);
    await fs.remove(path);
  }
  await orRefused(() => fs.mkdir(path).then(() => fs.rmdir(path)));
  await orRefused(() => fs.rename("/source", path).then(() => fs.rename(path, "/source")));
  await orRefused(() => fs.rename(path, "/elsewhere").then(() => fs.rename("/elsewhere", path)));
  await orRefused(() => fs.setAttributes(path, { mtimeMs: 0 }));
  if (hasPosixRename(fs)) await orRefused(() => fs.posixRename(path, "/elsewhere"));
  if (hasHardLinks(fs)) await orRefused(() => fs.link(path, "/linked").then(() => fs.remove("/linked")));
  if (!hasSymbolicLinks(fs)) return;
  await orRefused(() => fs.symlink(path, "/link").then(() => readText(fs, "/link")));
  await orRefused(() => writeFile(fs, "/link", "through the link"));
  await orRefused(() => namesIn(fs, "/link"));
  await orRefused(() => fs.remove("/link"));
}

async function orRefused<T>(operation: () => Promise<T>): Promise<T | undefined> {
  try {
    return await operation();
  } catch (error) {
    if (isFileSystemError(error)) return undefined;
    throw error;
  }
}
