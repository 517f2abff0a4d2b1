import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTarball } from "./check-tarball.js";
import { pnpmPack } from "./pnpm-pack.js";

/**
 * Packs a built package as a release would, and looks at the tarball the way Node, TypeScript and bundlers will.
 *
 * @param {string} folder The package's folder.
 * @returns {Promise<string[]>} One text for each violation.
 */
export async function checkPack(folder) {
  const destination = mkdtempSync(join(tmpdir(), "twist-pack-"));
  try {
    pnpmPack(folder, destination);
    const name = readdirSync(destination).find((file) => file.endsWith(".tgz"));
    if (name === undefined) throw new Error(`pnpm pack left no tarball for ${folder}`);
    return await checkTarball(readFileSync(join(destination, name)));
  } finally {
    rmSync(destination, { recursive: true, force: true });
  }
}
