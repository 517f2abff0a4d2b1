import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdir, symlink, writeFile as writeReal } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { isFileSystemError } from "../../../src/filesystem/file-system-error.js";
import { LocalFileSystem } from "../../../src/filesystem/local/local-file-system.js";
import { readFile } from "../../../src/filesystem/read-file.js";
import { writeFile } from "../../../src/filesystem/write-file.js";
import { temporaryRoot, type TemporaryRoot } from "../temporary-root.js";

// Puts a link that leads out in the place of `victim`, and the victim back, as fast as it can, on a thread of its own.
const swapper = `
  const { workerData, parentPort } = require("node:worker_threads");
  const { renameSync } = require("node:fs");
  const { victims, swaps } = workerData;
  for (let i = 0; i < swaps; i++) {
    for (const { victim, link } of victims) {
      try { renameSync(victim, victim + ".kept"); } catch { continue; }
      try { renameSync(link, victim); renameSync(victim, link); } catch {}
      try { renameSync(victim + ".kept", victim); } catch {}
    }
  }
  parentPort.postMessage("done");
`;

const swaps = 4000;

// Elsewhere than on Linux nobody can promise this; see path-pins.ts.
(process.platform === "linux" ? describe : describe.skip)(
  "LocalFileSystem, while links are swapped in under it by another thread",
  () => {
    let temporary: TemporaryRoot;
    let inside: { directory: string; file: string };
    beforeEach(async () => {
      temporary = await temporaryRoot();
      const { root, outside } = temporary;
      inside = { directory: join(root, "directory"), file: join(root, "file") };
      await mkdir(inside.directory);
      await writeReal(join(inside.directory, "secret"), "inside");
      await writeReal(inside.file, "inside");
      await symlink(dirname(outside.file), join(root, "link-to-directory"));
      await symlink(outside.file, join(root, "link-to-file"));
    });
    afterEach(() => temporary.remove());

    async function whileSwapping(attack: () => Promise<void>): Promise<void> {
      const { root } = temporary;
      const victims = [
        { victim: inside.directory, link: join(root, "link-to-directory") },
        { victim: inside.file, link: join(root, "link-to-file") },
      ];
      const worker = new Worker(swapper, { eval: true, workerData: { victims, swaps } });
      const state = { going: true };
      const done = new Promise<void>((resolve, reject) => {
        worker.once("message", resolve).once("error", reject);
      }).finally(() => (state.going = false));
      while (state.going) await attack();
      await done;
      await worker.terminate();
    }

    it("never reads a file outside", async () => {
      const fs = new LocalFileSystem(temporary.root);
      const seen = new Set<string>();
      await whileSwapping(async () => {
        for (const path of ["/directory/secret", "/file", "/link-to-file", "/link-to-directory/secret"]) {
          try {
            seen.add((await readFile(fs, path)).toString());
          } catch (error) {
            if (!isFileSystemError(error)) throw error;
            seen.add(error.reason);
          }
        }
      });
      // It has read what is inside, and has run into links that lead out: the race was on.
      expect(seen).toContain("inside");
      expect(seen).toContain("permission");
      expect(seen).not.toContain(temporary.outside.secret);
      await temporary.outside.checkUntouched();
    });

    it("never changes anything outside", async () => {
      const fs = new LocalFileSystem(temporary.root);
      let changed = 0;
      let refused = 0;
      const attempt = async (operation: Promise<unknown>): Promise<void> => {
        try {
          await operation;
          changed += 1;
        } catch (error) {
          if (!isFileSystemError(error)) throw error;
          refused += 1;
        }
      };
      await whileSwapping(async () => {
        await attempt(writeFile(fs, "/directory/secret", "overwritten"));
        await attempt(writeFile(fs, "/file", "overwritten"));
        await attempt(fs.setAttributes("/directory/secret", { mode: 0o600, mtimeMs: 0 }));
        await attempt(fs.setAttributes("/file", { mode: 0o600, mtimeMs: 0 }));
        await attempt(fs.setAttributes("/file", { size: 1 }));
        await attempt(writeFile(fs, "/directory/new", "made"));
        await attempt(fs.posixRename("/directory/new", "/directory/renamed"));
        await attempt(fs.remove("/directory/renamed"));
        await attempt(fs.mkdir("/directory/below"));
        await attempt(fs.rmdir("/directory/below"));
        await attempt(fs.symlink("secret", "/directory/symlink"));
        await attempt(fs.remove("/directory/symlink"));
        await attempt(fs.link("/directory/secret", "/directory/linked"));
        await attempt(fs.remove("/directory/linked"));
        await attempt(fs.rename("/directory/secret", "/directory/secret2"));
        await attempt(fs.rename("/directory/secret2", "/directory/secret"));
      });
      expect(changed).toBeGreaterThan(0);
      expect(refused).toBeGreaterThan(0);
      await temporary.outside.checkUntouched();
    });
  },
);
