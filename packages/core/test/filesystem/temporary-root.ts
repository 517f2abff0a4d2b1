import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import type { Outside } from "../../src/testing/filesystem-suite/suite-case.js";

const secret = "the secret that is outside";

/** A directory on the disk with an empty root and, next to it, a secret. */
export interface TemporaryRoot {
  readonly root: string;
  readonly outside: Outside;
  remove(): Promise<void>;
}

export async function temporaryRoot(): Promise<TemporaryRoot> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "twist-filesystem-")));
  const root = join(base, "root");
  const file = join(base, "outside", "secret");
  await mkdir(root);
  await mkdir(join(base, "outside"));
  await writeFile(file, secret);
  const before = await look();

  async function look(): Promise<unknown> {
    const stats = await lstat(file);
    const directory = await lstat(join(base, "outside"));
    return {
      content: await readFile(file, "utf8"),
      stats: [stats.mode, stats.mtimeMs, stats.nlink, stats.ino],
      directory: [directory.mode, directory.mtimeMs],
      names: [await readdir(base), await readdir(join(base, "outside"))],
    };
  }

  return {
    root,
    outside: {
      file,
      secret,
      relative: "../outside/secret",
      plantLink: (text, path) => symlink(text, join(root, path)),
      async checkUntouched() {
        assert.deepEqual(await look(), before);
      },
    },
    remove: () => rm(base, { recursive: true, force: true }),
  };
}
