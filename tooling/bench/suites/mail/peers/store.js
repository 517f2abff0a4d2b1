import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answer } from "../../../runner/answer.js";

const [where = "", mode] = process.argv.slice(2);

/** Where a server puts its files: below a folder that is gone when it stops. */
export const root = await mkdtemp(join(where === "" ? tmpdir() : where, "twist-bench-mail-"));

/** Whether it is to wait for the disk. */
export const durable = mode === "durable";

/**
 * In a server's own process: starts it, tells what it uses, and removes what it has stored.
 *
 * @param {string} folder Where the messages are.
 * @param {() => Promise<number>} listen Gives the port.
 * @param {() => unknown} [stop] Ends what is still at work in the files.
 */
export function serve(folder, listen, stop = () => undefined) {
  answer({
    listen,
    busySeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    clear: async () => {
      const names = await readdir(folder);
      await Promise.all(names.map((name) => rm(join(folder, name))));
      return names.length;
    },
    stop: async () => {
      await stop();
      await rm(root, { recursive: true, force: true });
    },
  });
}
