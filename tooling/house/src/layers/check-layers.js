import { existsSync } from "node:fs";
import { join } from "node:path";
import { cruise } from "dependency-cruiser";
import { rules } from "./rules.js";

/** @typedef {import("dependency-cruiser").IViolation} Violation */

/**
 * Who may import whom: the layers of core, protocols on core alone, no cycles, types included.
 *
 * @param {string} root The workspace's top folder.
 * @returns {Promise<string[]>} One text for each violation.
 */
export async function checkLayers(root) {
  const { output } = await cruise(
    ["packages", "tooling"].filter((folder) => existsSync(join(root, folder))),
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: rules },
      tsPreCompilationDeps: true,
      doNotFollow: { path: ["node_modules"] },
      exclude: { path: ["(^|/)(dist|coverage|fixtures|\\.turbo)/"] },
    },
    {
      // As tests load siblings: from their sources, with nothing built.
      conditionNames: ["@twist/source", "types", "import", "node", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".mjs", ".d.ts", ".json"],
    },
  );
  if (typeof output === "string") throw new Error(`dependency-cruiser gave text instead of a result: ${output}`);
  if (output.summary.totalCruised === 0) throw new Error(`no modules were found below ${root}`);
  return output.summary.violations.map(describe);
}

/**
 * @param {Violation} violation
 * @returns {string}
 */
function describe({ rule, from, to, cycle, via }) {
  const path = [from, ...(cycle ?? via ?? [{ name: to }]).map(({ name }) => name)].join(" → ");
  const comment = rules.find(({ name }) => name === rule.name)?.comment ?? "";
  return `${rule.name}: ${path}\n    ${comment}`;
}
