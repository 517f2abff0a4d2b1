import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { checkNode } from "./check-node.js";
import { ensurePnpm } from "./ensure-pnpm.js";
import { installStamp } from "./install-stamp.js";
import { root } from "./root.js";
import { run } from "./run.js";
import { say } from "./say.js";

/**
 * All that stands between a fresh clone and running something: the right Node, the pinned pnpm, the dependencies.
 * Each is done only where it is missing or out of date.
 *
 * @returns {Promise<NodeJS.ProcessEnv>} The environment for what runs next.
 */
export async function setUp() {
  checkNode();
  const pnpm = await ensurePnpm();
  const env = environment(pnpm.binFolder);
  // Kept inside node_modules, so that it goes when node_modules goes.
  const stampFile = join(root, "node_modules", ".install-stamp");
  const stamp = installStamp(root);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return env;

  say("installing dependencies");
  const flags = ["--frozen-lockfile", "--prefer-offline", "--reporter=append-only", "--loglevel=warn"];
  const code = await run(process.execPath, [pnpm.script, "install", ...flags], { env });
  if (code !== 0) throw new Error("pnpm install failed, see above");
  writeFileSync(stampFile, stamp);
  return env;
}

/**
 * @param {string} pnpmFolder
 * @returns {NodeJS.ProcessEnv}
 */
function environment(pnpmFolder) {
  // Windows spells it Path; a second variable that differs only in case would hide one of the two.
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return {
    ...process.env,
    [name]: [pnpmFolder, join(root, "node_modules", ".bin"), process.env[name] ?? ""].join(delimiter),
    // Nothing here reports to anybody.
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
    DO_NOT_TRACK: "1",
    // Part of turbo's hashes: what passed on one Node has not passed on another.
    TWIST_NODE_VERSION: process.version,
  };
}
