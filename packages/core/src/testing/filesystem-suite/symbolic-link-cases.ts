import assert from "node:assert/strict";
import { hasSymbolicLinks, type SymbolicLinks } from "../../filesystem/abilities.js";
import type { FileSystem } from "../../filesystem/file-system.js";
import { writeFile } from "../../filesystem/write-file.js";
import { namesIn, pathsBelow } from "./listing.js";
import { readText } from "./read-text.js";
import type { SuiteCase, Subject } from "./suite-case.js";

/** Symbolic links within the root. */
export const symbolicLinkCases: readonly SuiteCase[] = [
  withLinks("follows a relative link from the directory that it is in", async ({ fs }) => {
    await fs.mkdir("/a");
    await fs.mkdir("/b");
    await writeFile(fs, "/b/file", "content");
    await fs.symlink("../b/file", "/a/link");
    await fs.symlink("b", "/directory");
    assert.equal(await readText(fs, "/a/link"), "content");
    assert.equal(await readText(fs, "/directory/file"), "content");
    assert.deepEqual(await namesIn(fs, "/directory"), ["file"]);
    assert.equal(await fs.readlink("/a/link"), "../b/file");
  }),
  withLinks("takes an absolute link target for a path from the root", async ({ fs }) => {
    await fs.mkdir("/a");
    await writeFile(fs, "/file", "content");
    await fs.symlink("/file", "/a/link");
    await fs.symlink("/", "/a/root");
    assert.equal(await fs.readlink("/a/link"), "/file");
    assert.equal(await fs.readlink("/a/root"), "/");
    assert.equal(await readText(fs, "/a/link"), "content");
    assert.equal(await readText(fs, "/a/root/a/root/file"), "content");
    assert.equal(await fs.realPath("/a/root/a/link"), "/file");
    assert.equal(await fs.realPath("/a/root"), "/");
    await fs.rename("/a", "/moved");
    assert.equal(await readText(fs, "/moved/link"), "content");
  }),
  withLinks("tells a link from what it leads to", async ({ fs }) => {
    await writeFile(fs, "/file", "content");
    await fs.symlink("file", "/link");
    assert.equal((await fs.stat("/link")).type, "file");
    assert.equal((await fs.lstat("/link")).type, "symbolic-link");
    for await (const entry of fs.list("/")) {
      const type = entry.name === "link" ? "symbolic-link" : "file";
      assert.deepEqual([entry.type, (await entry.stat()).type], [type, type]);
    }
  }),
  withLinks("takes .. in a link target from where the link before it led", async ({ fs }) => {
    await fs.mkdir("/a");
    await fs.mkdir("/a/b");
    await writeFile(fs, "/a/file", "content");
    await fs.symlink("a/b", "/shortcut");
    await fs.symlink("shortcut/../file", "/link");
    await fs.symlink("shortcut/..", "/up");
    assert.equal(await readText(fs, "/link"), "content");
    assert.deepEqual(await namesIn(fs, "/up"), ["b", "file"]);
    assert.equal(await fs.realPath("/up"), "/a");
  }),
  withLinks("removes and renames links and not what they lead to", async ({ fs, fails }) => {
    await fs.mkdir("/directory");
    await writeFile(fs, "/directory/file", "content");
    await fs.symlink("directory", "/link");
    await fails(fs.rmdir("/link"), "not-a-directory");
    await fs.rename("/link", "/renamed");
    assert.equal(await fs.readlink("/renamed"), "directory");
    await fs.remove("/renamed");
    assert.deepEqual(await pathsBelow(fs), ["/directory", "/directory/file"]);
  }),
  withLinks("says not-found where a link leads nowhere, and creates through it", async ({ fs, fails }) => {
    await fs.symlink("target", "/link");
    await fails(fs.stat("/link"), "not-found");
    await fails(fs.open("/link"), "not-found");
    await fails(fs.realPath("/link"), "not-found");
    await fails(fs.open("/link", { write: true, create: true, exclusive: true }), "exists");
    await fails(fs.mkdir("/link"), "exists");
    await fails(fs.symlink("elsewhere", "/link"), "exists");
    await writeFile(fs, "/link", "content");
    assert.equal(await readText(fs, "/target"), "content");
  }),
  withLinks("gives up on links that lead to each other", async ({ fs, fails }) => {
    await fs.symlink("b", "/a");
    await fs.symlink("a", "/b");
    await fs.symlink("self/self/self", "/self");
    for (const path of ["/a", "/a/below", "/self", "/self/x"]) {
      await fails(fs.stat(path), "loop");
      await fails(fs.open(path, { write: true, create: true }), "loop");
      await fails(fs.realPath(path), "loop");
    }
    await fails(namesIn(fs, "/a"), "loop");
  }),
  withLinks("follows forty links and not one more", async ({ fs, fails }) => {
    await writeFile(fs, "/link0", "content");
    for (let i = 1; i <= 41; i++) await fs.symlink(`link${String(i - 1)}`, `/link${String(i)}`);
    assert.equal(await readText(fs, "/link40"), "content");
    await fails(fs.stat("/link41"), "loop");
  }),
  withLinks("bounds the work that links can cause, each of them long", async ({ fs, fails }) => {
    const detour = "a/../".repeat(700);
    await fs.mkdir("/a");
    await writeFile(fs, "/link0", "content");
    for (let i = 1; i <= 20; i++) await fs.symlink(`${detour}link${String(i - 1)}`, `/link${String(i)}`);
    assert.equal(await readText(fs, "/link2"), "content");
    await fails(fs.stat("/link20"), "loop");
  }),
  withLinks("refuses to make a link whose text leads out of the root", async ({ fs, fails }) => {
    await fs.mkdir("/a");
    for (const target of ["..", "../..", "../x", "b/../../c", "../../../../../../etc/passwd"]) {
      await fails(fs.symlink(target, "/link"), "permission");
    }
    await fails(fs.symlink("../../x", "/a/link"), "permission");
    await fs.symlink("../x", "/a/link");
    await fails(fs.symlink("", "/b"), "not-found");
    await fails(fs.symlink("a\0b", "/b"), "invalid-name");
    await fails(fs.symlink("n".repeat(256), "/b"), "name-too-long");
    await fails(fs.symlink("a/".repeat(2050), "/b"), "name-too-long");
    assert.deepEqual(await pathsBelow(fs), ["/a", "/a/link"]);
  }),
  withLinks("refuses to follow a link that leads out since it was moved", async ({ fs, fails }) => {
    await fs.mkdir("/a");
    await fs.symlink("../target", "/a/link");
    await fs.rename("/a/link", "/link");
    assert.equal(await fs.readlink("/link"), "../target");
    await fails(fs.stat("/link"), "permission");
    await fails(fs.open("/link", { write: true, create: true }), "permission");
    await fails(fs.setAttributes("/link", { mode: 0o600 }), "permission");
    assert.equal((await fs.lstat("/link")).type, "symbolic-link");
  }),
  withLinks("keeps an absolute target with .. in it below the root", async ({ fs, fails }) => {
    await fs.symlink("/../../etc/passwd", "/link");
    assert.equal(await fs.readlink("/link"), "/etc/passwd");
    await fails(fs.stat("/link"), "not-found");
  }),
  withLinks("reads only links as links", async ({ fs, fails }) => {
    await writeFile(fs, "/file", "");
    await fails(fs.readlink("/file"), "invalid-argument");
    await fails(fs.readlink("/"), "invalid-argument");
    await fails(fs.readlink("/missing"), "not-found");
    await fails(fs.setLinkAttributes("/file", { mtimeMs: 0 }), "invalid-argument");
  }),
  withLinks("sets attributes of what a link leads to, or of the link itself", async ({ fs, fails }) => {
    await writeFile(fs, "/file", "");
    await fs.symlink("file", "/link");
    await fs.setAttributes("/link", { mtimeMs: 1000 });
    await fs.setLinkAttributes("/link", { mtimeMs: 2000 });
    assert.equal((await fs.stat("/file")).mtimeMs, 1000);
    assert.equal((await fs.lstat("/link")).mtimeMs, 2000);
    await fails(fs.setLinkAttributes("/link", { mode: 0o600 }), "unsupported");
  }),
];

function withLinks(
  name: string,
  run: (subject: Subject & { readonly fs: FileSystem & SymbolicLinks }) => Promise<void>,
): SuiteCase {
  return {
    name,
    needs: ["symbolic-links"],
    async run(subject) {
      const { fs } = subject;
      assert.ok(hasSymbolicLinks(fs));
      await run({ ...subject, fs });
    },
  };
}
