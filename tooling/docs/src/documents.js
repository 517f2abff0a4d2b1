import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeBlocks } from "./code-blocks.js";
import { packages } from "./packages.js";

/** @typedef {import("./code-blocks.js").CodeBlock} CodeBlock */

/**
 * The README of the workspace and of each package, with the code in it.
 *
 * @param {string} root The workspace's top folder.
 * @returns {{ file: string, blocks: CodeBlock[] }[]}
 */
export function documents(root) {
  return ["README.md", ...packages(root).map(({ folder }) => `${folder}/README.md`)]
    .filter((file) => existsSync(join(root, file)))
    .map((file) => ({ file, blocks: codeBlocks(file, readFileSync(join(root, file), "utf8")) }));
}
