#!/usr/bin/env node
/** The checks of the house that are more than a public tool with a configuration file. `house CHECK`, in a package's folder or at the top. */
import { checkApi } from "../src/api/check-api.js";
import { checkLayers } from "../src/layers/check-layers.js";
import { checkManifests } from "../src/manifests/check-manifests.js";
import { checkPack } from "../src/pack/check-pack.js";

const [check, ...args] = process.argv.slice(2);
const folder = process.cwd();

/** @type {Record<string, () => string[] | Promise<string[]>>} */
const checks = {
  api: () => checkApi(folder, { update: args.includes("--update") }),
  layers: () => checkLayers(folder),
  manifests: () => checkManifests(folder),
  pack: () => checkPack(folder),
};

const run = checks[check ?? ""];
if (run === undefined) {
  console.error(`usage: house ${Object.keys(checks).join(" | ")}`);
  process.exitCode = 2;
} else {
  const violations = await attempt(run);
  for (const violation of violations) console.error(violation);
  if (violations.length > 0) process.exitCode = 1;
}

/**
 * What a check could not even look at is a violation too.
 *
 * @param {() => string[] | Promise<string[]>} check
 */
async function attempt(check) {
  try {
    return await check();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
