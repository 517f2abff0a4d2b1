import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.js";

/**
 * Throws one clear line on a Node that is older than the root package.json's `engines` asks for.
 *
 * @param {string} [version] Default: the running Node's.
 */
export function checkNode(version = process.versions.node) {
  const manifest = /** @type {{ engines: { node: string } }} */ (
    JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  );
  const needed = manifest.engines.node.replace(">=", "");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split(".").map(Number);
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new Error(
      `Node ${needed} or newer is needed, and this is Node ${version}; install a newer one from https://nodejs.org`,
    );
  }
}
