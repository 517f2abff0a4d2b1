import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {import("./code-blocks.js").CodeBlock} CodeBlock */

/** Below this package, so that what the code imports is found among its dependencies. */
const cache = fileURLToPath(new URL("../.cache", import.meta.url));

/**
 * Writes texts where the code in them finds the packages that it imports.
 *
 * @param {string} folder Below `.cache`; what it held before is gone.
 * @param {readonly { name: string, text: string }[]} files
 * @returns {string[]} Where they are.
 */
export function writeToCache(folder, files) {
  const target = join(cache, folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  return files.map(({ name, text }) => {
    const path = join(target, name);
    writeFileSync(path, text);
    return path;
  });
}

/**
 * A block's name as a file: `packages-core-README.md-27`.
 *
 * @param {CodeBlock} block
 */
export function blockName({ file, line }) {
  return `${file.replaceAll("/", "-")}-${String(line)}`;
}
