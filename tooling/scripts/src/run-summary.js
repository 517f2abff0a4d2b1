import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.js";

/** @typedef {import("./tally.js").TaskSummary} TaskSummary */
/** @typedef {import("./tally.js").Results} Results */

const runsFolder = join(root, ".turbo", "runs");
const resultsFile = ".jest-results.json";

/** Clears what an earlier run left, so that nothing old can be counted. Turbo restores the results of cached tasks. */
export function clearResults() {
  rmSync(runsFolder, { recursive: true, force: true });
  for (const folder of ["packages", "tooling"]) {
    for (const name of readdirSync(join(root, folder))) rmSync(join(root, folder, name, resultsFile), { force: true });
  }
}

/**
 * Turbo's own account of its last run.
 *
 * @returns {TaskSummary[]}
 */
export function readTasks() {
  const name = existsSync(runsFolder) ? readdirSync(runsFolder).find((file) => file.endsWith(".json")) : undefined;
  if (name === undefined) throw new Error("turbo did not get as far as running anything, see above");
  const summary = /** @type {{ tasks: TaskSummary[] }} */ (JSON.parse(readFileSync(join(runsFolder, name), "utf8")));
  return summary.tasks;
}

/**
 * What jest counted in a package.
 *
 * @param {string} directory Relative to the top folder.
 * @returns {Results | undefined}
 */
export function readResults(directory) {
  const file = join(root, directory, resultsFile);
  if (!existsSync(file)) return undefined;
  return /** @type {Results} */ (JSON.parse(readFileSync(file, "utf8")));
}
