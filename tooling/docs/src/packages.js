import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} folder Relative to the top folder, with slashes.
 * @property {string} description
 * @property {number} dependencies How many packages it needs at run time.
 */

/**
 * The published packages: what stands on the fewest others comes first, which is core, then the protocols, then what is composed of them.
 *
 * @param {string} root The workspace's top folder.
 * @returns {Package[]}
 */
export function packages(root) {
  return readdirSync(join(root, "packages"))
    .filter((folder) => existsSync(join(root, "packages", folder, "package.json")))
    .map((folder) => readPackage(root, `packages/${folder}`))
    .sort((a, b) => Math.min(a.dependencies, 2) - Math.min(b.dependencies, 2) || a.name.localeCompare(b.name));
}

/**
 * @param {string} root
 * @param {string} folder
 */
function readPackage(root, folder) {
  const manifest = /** @type {{ name: string, description?: string, dependencies?: Record<string, string> }} */ (
    JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))
  );
  const { name, description, dependencies = {} } = manifest;
  if (description === undefined) throw new Error(`${folder}/package.json has no description`);
  return { name, folder, description, dependencies: Object.keys(dependencies).length };
}
