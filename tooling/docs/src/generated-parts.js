import { format } from "prettier";
import { packages } from "./packages.js";

/**
 * A part of a document that is generated.
 *
 * @typedef {object} GeneratedPart
 * @property {string} file Relative to the top folder.
 * @property {string} name Stands in its marks: `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 * @property {string} content
 */

/**
 * All generated parts of all documents, as they should be.
 *
 * @param {string} root The workspace's top folder.
 * @returns {Promise<GeneratedPart[]>}
 */
export async function generatedParts(root) {
  return [{ file: "README.md", name: "packages", content: await packageTable(root) }];
}

/** @param {string} root */
async function packageTable(root) {
  const rows = packages(root).map(({ name, folder, description }) => `| [\`${name}\`](${folder}) | ${description} |`);
  // As prettier lays it out, so that it and this never disagree.
  return format(["| package | what it is |", "| --- | --- |", ...rows].join("\n"), { parser: "markdown" });
}
