import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entryPoints } from "./entry-points.js";
import { exportedNames } from "./exported-names.js";
import { defaultLimit, limits } from "./limits.js";

const snapshotFile = "api.snapshot";

/**
 * Holds a package's exported names to the snapshot beside its package.json: what a user can import changes only
 * where somebody has said so.
 *
 * @param {string} folder The package's folder.
 * @param {{ update?: boolean }} [options] `update` writes the snapshot instead.
 * @returns {string[]} One text for each violation.
 */
export function checkApi(folder, { update = false } = {}) {
  const entries = entryPoints(folder);
  const names = exportedNames(
    join(folder, "tsconfig.json"),
    entries.map(({ file }) => file),
  );
  const tooMany = entries.flatMap(({ name }, index) => {
    const count = names[index]?.values.length ?? 0;
    const limit = limits[name]?.values ?? defaultLimit;
    if (count <= limit) return [];
    return [
      `${name} exports ${String(count)} values, and ${String(limit)} is the limit (tooling/house/src/api/limits.js)`,
    ];
  });

  const lines = entries.flatMap(({ name }, index) => [
    name,
    ...(names[index]?.values ?? []).map((each) => `  value ${each}`),
    ...(names[index]?.types ?? []).map((each) => `  type  ${each}`),
  ]);
  const snapshot = `${["# What this package exports. Written by `pnpm api:update`.", ...lines].join("\n")}\n`;
  const file = join(folder, snapshotFile);
  if (update) writeFileSync(file, snapshot);
  const known = existsSync(file) ? readFileSync(file, "utf8").replaceAll("\r\n", "\n") : "";
  if (known === snapshot) return tooMany;

  const differences = [...missing(known, snapshot, "+"), ...missing(snapshot, known, "-")];
  return [
    ...tooMany,
    `the exported names differ from ${snapshotFile}; if they are meant to, run \`pnpm api:update\`\n${differences.join("\n")}`,
  ];
}

/**
 * The lines of one snapshot that another lacks, each under the entry point that it belongs to.
 *
 * @param {string} from
 * @param {string} to
 * @param {string} mark
 */
function missing(from, to, mark) {
  const known = new Set(withEntryPoint(from));
  return withEntryPoint(to)
    .filter((line) => !known.has(line))
    .map((line) => `    ${mark} ${line}`);
}

/** @param {string} snapshot */
function withEntryPoint(snapshot) {
  let entry = "";
  return snapshot.split("\n").flatMap((line) => {
    if (!line.startsWith("  ")) entry = line;
    return line.startsWith("  ") ? [`${entry}:${line.slice(1)}`] : [];
  });
}
