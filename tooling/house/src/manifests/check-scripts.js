import { isDeepStrictEqual } from "node:util";

/** @typedef {import("./check-manifests.js").Manifest} Manifest */

/** What turbo runs in every package. A package that lacked one would pass for well. */
const scripts = {
  build: "tsc -p tsconfig.build.json",
  typecheck: "tsc -p tsconfig.json",
  lint: "eslint --max-warnings 0 .",
  api: "house api",
  "pack:check": "house pack",
  test: "node --experimental-vm-modules --no-warnings=ExperimentalWarning node_modules/jest/bin/jest.js",
};

/**
 * @param {Manifest} manifest
 * @returns {string[]} One text for each violation.
 */
export function checkScripts(manifest) {
  return Object.entries(scripts)
    .filter(([name, command]) => !isDeepStrictEqual(manifest.scripts?.[name], command))
    .map(([name, command]) => `the script "${name}" should be "${command}", as in every package`);
}
