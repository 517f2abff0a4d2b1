import assert from "node:assert/strict";
import { hasWatch, type FileChange } from "../../filesystem/abilities.js";
import { writeFile } from "../../filesystem/write-file.js";
import type { SuiteCase } from "./suite-case.js";

/** Changes that are told of. */
export const watchCases: readonly SuiteCase[] = [
  {
    name: "tells of files that come, change and go",
    needs: ["watch"],
    async run({ fs }) {
      assert.ok(hasWatch(fs));
      await writeFile(fs, "/old", "content");
      await using watch = await fs.watch("/");
      const changes = watch[Symbol.asyncIterator]();
      await writeFile(fs, "/new", "");
      await until(changes, "created", "new");
      await writeFile(fs, "/old", "other");
      await until(changes, "changed", "old");
      await fs.rename("/new", "/renamed");
      await until(changes, "created", "renamed");
      await fs.remove("/old");
      await until(changes, "removed", "old");
    },
  },
  {
    name: "misses nothing that happens while its consumer is busy",
    needs: ["watch"],
    async run({ fs }) {
      assert.ok(hasWatch(fs));
      await using watch = await fs.watch("/");
      const names = Array.from({ length: 100 }, (_, i) => `file${String(i)}`);
      for (const name of names) await fs.mkdir(`/${name}`);
      const changes = watch[Symbol.asyncIterator]();
      for (const name of names) await until(changes, "created", name);
    },
  },
  {
    name: "ends a watch when it is closed, when its loop is left, and by its signal",
    needs: ["watch"],
    async run({ fs, fails }) {
      assert.ok(hasWatch(fs));
      const closed = await fs.watch("/");
      const next = closed[Symbol.asyncIterator]().next();
      await closed.close();
      await closed.close();
      assert.equal((await next).done, true);

      const left = await fs.watch("/");
      await fs.mkdir("/directory");
      for await (const { name } of left) {
        assert.equal(name, "directory");
        break;
      }

      const controller = new AbortController();
      const reason = new Error("enough");
      const stopped = (await fs.watch("/", { signal: controller.signal }))[Symbol.asyncIterator]().next();
      controller.abort(reason);
      await assert.rejects(stopped, (error) => error === reason);
      await assert.rejects(fs.watch("/", { signal: controller.signal }), (error) => error === reason);
      await writeFile(fs, "/file", "");
      await fails(fs.watch("/file"), "not-a-directory");
      await fails(fs.watch("/missing"), "not-found");
    },
  },
];

/** One thing done can be several changes: a file that is written is made, then changed. */
async function until(changes: AsyncIterator<FileChange>, kind: FileChange["kind"], name: string): Promise<void> {
  for (;;) {
    const result = await changes.next();
    assert.ok(result.done !== true);
    if (result.value.kind === kind && result.value.name === name) return;
  }
}
