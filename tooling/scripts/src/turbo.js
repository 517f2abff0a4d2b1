import { availableParallelism } from "node:os";
import { join } from "node:path";
import { root } from "./root.js";
import { run } from "./run.js";

/**
 * Runs turbo tasks.
 *
 * @param {readonly string[]} args The tasks and turbo's own flags.
 * @param {NodeJS.ProcessEnv} env From {@link setUp}.
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<number>} The exit code.
 */
export function turbo(args, env, options = {}) {
  // Most tasks use more than one core themselves.
  const concurrency = Math.max(2, Math.ceil(availableParallelism() / 2));
  const flags = [`--concurrency=${String(concurrency)}`, "--output-logs=errors-only", "--log-order=grouped"];
  return run(process.execPath, [join(root, "node_modules/turbo/bin/turbo"), "run", ...args, ...flags], {
    ...options,
    env,
  });
}
