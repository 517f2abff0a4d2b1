import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The folder of fixtures; each breaks rules on purpose. */
export const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));

/** The top folder of the real workspace. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Runs a tool's script the way `npm test` does, in a process of its own.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {{ status: number | null, output: string }}
 */
export function runTool(script, args, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/**
 * @param {string} path Below this package.
 * @returns {string}
 */
export function tool(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
