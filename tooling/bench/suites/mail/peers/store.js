import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answer } from "../../../runner/answer.js";
import { ownBusySeconds } from "../../../runner/busy-seconds.js";

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
 * @param {{ busySeconds?: () => number, settle?: (messages: number) => Promise<void>, stop?: () => unknown }} [options] What another process has used,
 *   where the server is one; what waits until so many messages are stored, where that isn't so before they are answered for; what ends the work in the
 *   files.
 */
export function serve(folder, listen, options = {}) {
  const { busySeconds = ownBusySeconds, settle = () => undefined, stop = () => undefined } = options;
  answer({
    listen,
    busySeconds,
    settle,
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
