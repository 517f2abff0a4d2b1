import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fixtures } from "./run-tool.js";

/**
 * A copy of a fixture outside the repository, with the links that pnpm would lay: git keeps no node_modules, and
 * tools that look for a workspace must find the fixture's and not ours.
 *
 * @param {string} fixture
 * @param {readonly string[]} [links] `PACKAGE → PACKAGE`, each a folder below `packages/`.
 * @returns {string} The copy's folder.
 */
export function workspace(fixture, links = []) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "twist-house-")));
  cpSync(join(fixtures, fixture), folder, { recursive: true });
  for (const link of links) {
    const [from = "", to = ""] = link.split(" → ");
    const path = join(folder, "packages", from, "node_modules", "@twist", to);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(folder, "packages", to), path, "junction");
  }
  return folder;
}
