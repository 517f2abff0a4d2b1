import { applications } from "../packages.js";

/** @typedef {import("./check-manifests.js").Manifest} Manifest */

/**
 * Nothing to audit: core has no runtime dependency, a protocol package has one, core.
 *
 * @param {string} folder The package's folder below `packages/`.
 * @param {Manifest} manifest
 * @returns {string[]} One text for each violation.
 */
export function checkDependencies(folder, { dependencies, peerDependencies, optionalDependencies }) {
  if (applications.includes(folder)) return [];
  const allowed = folder === "core" ? [] : ["@twist/core"];
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
    .filter((name) => !allowed.includes(name))
    .map((name) => `depends on ${name}, and may depend on ${allowed.join(", ") || "nothing"} at run time`);
}
