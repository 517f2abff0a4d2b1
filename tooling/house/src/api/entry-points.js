import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ name: string, exports?: Record<string, unknown> }} Manifest */

/**
 * @typedef {object} EntryPoint
 * @property {string} name What a user imports: `@twist/core/wire`.
 * @property {string} file Its source.
 */

/**
 * What a package offers: each of its `exports` that has a source.
 *
 * @param {string} folder The package's folder.
 * @returns {EntryPoint[]}
 */
export function entryPoints(folder) {
  const manifest = /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) => {
    if (typeof target === "string") return [];
    const source = /** @type {Record<string, string>} */ (target)["@twist/source"];
    if (source === undefined) throw new Error(`${manifest.name}: the export ${subpath} has no @twist/source condition`);
    const file = join(folder, source);
    if (!existsSync(file))
      throw new Error(`${manifest.name}: the export ${subpath} names ${source}, which does not exist`);
    return [{ name: manifest.name + subpath.slice(1), file }];
  });
}
