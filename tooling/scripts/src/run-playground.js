import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { root } from "./root.js";

/** The package that `npm start` runs. */
export const playground = { name: "@twist-tooling/playground", folder: "tooling/playground" };

/** npm passes a signal on that the terminal has already sent to everybody; within this time it is the same one. */
const sameSignalMs = 250;

/** How often to see whether whoever started this is still there. */
const orphanCheckMs = 500;

/**
 * Runs the playground's `start` script until it ends, and hands its signals on: one Ctrl-C is one SIGINT.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} Its exit code.
 */
export function runPlayground(env) {
  const folder = join(root, playground.folder);
  const windows = process.platform === "win32";
  const script = startScript(folder);
  const path = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return new Promise((resolve, reject) => {
    // `exec` leaves no shell in between that would take the signal for itself. A process group of its own keeps the
    // terminal's Ctrl-C away from it, which would otherwise arrive once from there and once from here.
    const child = spawn(windows ? script : `exec ${script}`, {
      cwd: folder,
      shell: true,
      detached: !windows,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...env, [path]: [join(folder, "node_modules", ".bin"), env[path] ?? ""].join(delimiter) },
    });
    let lastSignalAt = -Infinity;
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
      process.on(signal, () => {
        const now = performance.now();
        if (now - lastSignalAt < sameSignalMs) return;
        lastSignalAt = now;
        // On Windows the console has already told it.
        if (!windows) child.kill(signal);
      });
    }
    // npm's shell may die of a signal without passing it on; then nobody would be left to stop the playground.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) child.kill("SIGTERM");
    }, orphanCheckMs);
    watch.unref();
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * @param {string} folder
 * @returns {string}
 */
function startScript(folder) {
  const manifest = /** @type {{ scripts?: { start?: string } }} */ (
    JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  );
  const script = manifest.scripts?.start;
  if (script === undefined) throw new Error(`${folder}/package.json has no start script`);
  return script;
}
