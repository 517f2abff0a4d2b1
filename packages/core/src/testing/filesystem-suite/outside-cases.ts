import assert from "node:assert/strict";
import { hasHardLinks, hasPosixRename, hasSymbolicLinks } from "../../filesystem/abilities.js";
import { writeFile } from "../../filesystem/write-file.js";
import { namesIn } from "./listing.js";
import { readText } from "./read-text.js";
import type { Outside, Subject, SuiteCase } from "./suite-case.js";

/** Links on the disk that lead out, made by somebody who doesn't have to ask the file system. */
export const outsideCases: readonly SuiteCase[] = [
  withOutside(
    "refuses to follow a link that leads out, whether or not something is there",
    async ({ fs, fails }, outside) => {
      const targets = [
        outside.file,
        outside.relative,
        `${outside.file}-missing`,
        `${outside.relative}-missing`,
        "/",
        "..",
      ];
      for (const [i, target] of targets.entries()) {
        const path = `/link${String(i)}`;
        await outside.plantLink(target, path);
        await fails(fs.stat(path), "permission");
        await fails(readText(fs, path), "permission");
        await fails(fs.open(path, { write: true, create: true, truncate: true }), "permission");
        await fails(fs.open(path, { append: true }), "permission");
        await fails(fs.setAttributes(path, { mode: 0o777 }), "permission");
        await fails(fs.setAttributes(path, { size: 0 }), "permission");
        await fails(namesIn(fs, path), "permission");
        await fails(fs.stat(`${path}/below`), "permission");
        await fails(writeFile(fs, `${path}/below`, ""), "permission");
        await fails(fs.mkdir(`${path}/below`), "permission");
        assert.equal((await fs.lstat(path)).type, "symbolic-link");
      }
    },
  ),
  withOutside("refuses a way out by several links", async ({ fs, fails }, outside) => {
    await fs.mkdir("/a");
    await outside.plantLink("..", "/a/up");
    await outside.plantLink("up/../..", "/a/out");
    await outside.plantLink(`a/up/${outside.relative}`, "/file");
    await outside.plantLink("file", "/again");
    await fails(fs.stat("/a/out"), "permission");
    await fails(readText(fs, "/file"), "permission");
    await fails(readText(fs, "/again"), "permission");
    await fails(readText(fs, `/a/up/${outside.relative.slice(3)}`), "not-found");
  }),
  withOutside("doesn't tell where a link leads that leads out by an absolute path", async ({ fs, fails }, outside) => {
    assert.ok(hasSymbolicLinks(fs));
    await outside.plantLink(outside.file, "/link");
    await fails(fs.readlink("/link"), "permission");
    await fails(fs.realPath("/link"), "permission");
  }),
  withOutside("renames and removes a link that leads out, and not what it leads to", async ({ fs, fails }, outside) => {
    assert.ok(hasPosixRename(fs) && hasHardLinks(fs));
    await outside.plantLink(outside.file, "/link");
    await writeFile(fs, "/file", "content");
    await fs.rename("/link", "/renamed");
    await fails(fs.link("/renamed", "/linked"), "permission");
    await fails(fs.rename("/file", "/renamed"), "exists");
    await fs.posixRename("/file", "/renamed");
    assert.equal(await readText(fs, "/renamed"), "content");
    await outside.plantLink(outside.relative, "/again");
    await fs.remove("/again");
    assert.deepEqual(await namesIn(fs, "/"), ["renamed"]);
  }),
];

function withOutside(name: string, run: (subject: Subject, outside: Outside) => Promise<void>): SuiteCase {
  return {
    name,
    needs: ["outside", "symbolic-links", "hard-links", "posix-rename"],
    async run(subject) {
      assert.ok(subject.outside !== undefined);
      await run(subject, subject.outside);
    },
  };
}
