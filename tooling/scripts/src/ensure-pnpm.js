import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { root } from "./root.js";
import { run } from "./run.js";
import { say } from "./say.js";

/**
 * @typedef {object} Pnpm
 * @property {string} script pnpm's own script, for `node` to run: no shell and no `.cmd` file in between.
 * @property {string} binFolder The folder that holds a `pnpm` command, for the PATH of what calls `pnpm` by name (turbo does).
 */

/**
 * The pinned pnpm (package.json's `packageManager`), in `.cache/pnpm`, installed there with npm the first time.
 * Nothing global is touched, and later runs need no network. Corepack would do it too, but it isn't part of
 * every Node (from 25 on it is gone) and asks the network at times of its own choosing.
 *
 * @returns {Promise<Pnpm>}
 */
export async function ensurePnpm() {
  const version = pinnedVersion();
  const folder = join(root, ".cache", "pnpm", version);
  const pnpm = {
    script: join(folder, "node_modules", "pnpm", "bin", "pnpm.cjs"),
    binFolder: join(folder, "node_modules", ".bin"),
  };
  if (existsSync(pnpm.script)) return pnpm;

  say(`installing pnpm ${version} into .cache (first run only)`);
  // Under another name until it is complete: an interrupted install must not pass for a finished one.
  const partial = `${folder}.${String(process.pid)}.partial`;
  mkdirSync(dirname(folder), { recursive: true });
  const npm = npmCommand();
  const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  const code = await run(npm.command, [...npm.args, "install", "--prefix", partial, ...flags, `pnpm@${version}`], {
    shell: npm.shell,
    quiet: true,
  });
  if (code !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new Error(`npm could not install pnpm ${version}; the first run needs the npm registry`);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return pnpm;
}

/** @returns {string} */
function pinnedVersion() {
  const manifest = /** @type {{ packageManager: string }} */ (
    JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  );
  const version = /^pnpm@([^+]+)/.exec(manifest.packageManager)?.[1];
  if (version === undefined) throw new Error("package.json's packageManager does not name pnpm@VERSION");
  return version;
}

/**
 * npm tells the scripts that it runs where its own script is; asked directly (`node tooling/scripts/…`), take the
 * command on the PATH.
 */
function npmCommand() {
  const script = process.env["npm_execpath"];
  return script !== undefined && basename(script) === "npm-cli.js"
    ? { command: process.execPath, args: [script], shell: false }
    : { command: "npm", args: [], shell: process.platform === "win32" };
}
