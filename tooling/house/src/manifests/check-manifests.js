import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkDependencies } from "./check-dependencies.js";
import { checkExports } from "./check-exports.js";
import { checkScripts } from "./check-scripts.js";

/** @typedef {Record<string, string | Record<string, string>>} Exports */

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string>} [scripts]
 * @property {Exports} [exports]
 * @property {{ access?: string, exports?: Exports }} [publishConfig]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * The shape that every published package has: the same scripts, hardly a dependency, exports that say the same here
 * and in the tarball.
 *
 * @param {string} root The workspace's top folder.
 * @returns {string[]} One text for each violation.
 */
export function checkManifests(root) {
  const packages = join(root, "packages");
  return readdirSync(packages)
    .filter((folder) => existsSync(join(packages, folder, "package.json")))
    .flatMap((folder) => {
      const text = readFileSync(join(packages, folder, "package.json"), "utf8");
      const manifest = /** @type {Manifest} */ (JSON.parse(text));
      return [...checkDependencies(folder, manifest), ...checkScripts(manifest), ...checkExports(manifest)].map(
        (violation) => `packages/${folder}/package.json: ${violation}`,
      );
    });
}
