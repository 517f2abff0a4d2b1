import assert from "node:assert/strict";
import { writeFile } from "../../filesystem/write-file.js";
import { readText } from "./read-text.js";
import type { SuiteCase } from "./suite-case.js";

/** Modes, times and sizes. */
export const attributeCases: readonly SuiteCase[] = [
  {
    name: "sets the mode of a file, and takes it back as it was set",
    needs: ["modes"],
    async run({ fs, fails }) {
      await writeFile(fs, "/file", "");
      for (const mode of [0o600, 0o644, 0o755]) {
        await fs.setAttributes("/file", { mode });
        assert.equal((await fs.stat("/file")).mode, mode);
      }
      await using handle = await fs.open("/file");
      await handle.setAttributes({ mode: 0o640 });
      assert.equal((await handle.stat()).mode, 0o640);
      await fails(fs.setAttributes("/missing", { mode: 0o600 }), "not-found");
    },
  },
  {
    name: "makes files and directories with the mode that was asked for",
    needs: ["modes"],
    async run({ fs }) {
      await writeFile(fs, "/file", "", { mode: 0o600 });
      await fs.mkdir("/directory", { mode: 0o700 });
      assert.equal((await fs.stat("/file")).mode, 0o600);
      assert.equal((await fs.stat("/directory")).mode, 0o700);
    },
  },
  {
    name: "never sets the set-user-ID or the set-group-ID bit",
    needs: ["modes"],
    async run({ fs }) {
      await writeFile(fs, "/file", "", { mode: 0o6711 });
      assert.equal((await fs.stat("/file")).mode & 0o6000, 0);
      await fs.setAttributes("/file", { mode: 0o6755 });
      assert.equal((await fs.stat("/file")).mode, 0o755);
    },
  },
  {
    name: "sets times to the millisecond, each by itself or both",
    needs: ["times"],
    async run({ fs }) {
      await writeFile(fs, "/file", "");
      await fs.mkdir("/directory");
      for (const path of ["/file", "/directory"]) {
        await fs.setAttributes(path, { atimeMs: 1_000_000_000_123, mtimeMs: 1_700_000_000_987 });
        await fs.setAttributes(path, { mtimeMs: 1_700_000_000_001 });
        const { atimeMs, mtimeMs } = await fs.stat(path);
        assert.deepEqual([atimeMs, mtimeMs], [1_000_000_000_123, 1_700_000_000_001], path);
        await fs.setAttributes(path, { atimeMs: 0 });
        assert.deepEqual([(await fs.stat(path)).atimeMs, (await fs.stat(path)).mtimeMs], [0, 1_700_000_000_001]);
      }
    },
  },
  {
    name: "sets the size of a file and refuses that of a directory",
    needs: ["truncate"],
    async run({ fs, fails }) {
      await writeFile(fs, "/file", "0123456789");
      await fs.setAttributes("/file", { size: 3 });
      assert.equal(await readText(fs, "/file"), "012");
      await fs.setAttributes("/file", { size: 5 });
      assert.equal(await readText(fs, "/file"), "012\0\0");
      await fails(fs.setAttributes("/", { size: 0 }), "is-a-directory");
    },
  },
  {
    name: "changes the time of a file that is written to",
    needs: ["times", "positions"],
    async run({ fs }) {
      await writeFile(fs, "/file", "content");
      await fs.setAttributes("/file", { mtimeMs: 1000 });
      await using handle = await fs.open("/file", { write: true });
      assert.equal((await fs.stat("/file")).mtimeMs, 1000);
      await handle.write(Buffer.from("x"), 0);
      assert.ok((await fs.stat("/file")).mtimeMs > 1000);
    },
  },
  {
    name: "refuses attributes that nothing can have",
    async run({ fs }) {
      await writeFile(fs, "/file", "content");
      const wrong = [{ mode: -1 }, { mode: 0o10000 }, { uid: 1.5 }, { gid: -1 }, { mtimeMs: NaN }, { size: -1 }];
      for (const attributes of wrong) await assert.rejects(fs.setAttributes("/file", attributes), RangeError);
      assert.equal(await readText(fs, "/file"), "content");
    },
  },
];
