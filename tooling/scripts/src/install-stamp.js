import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folders = ["packages", "tooling"];

/**
 * A hash of all that decides what `pnpm install` lays down: the lockfile, every package.json, pnpm's settings and
 * the platform. Where it is the same as after the last install, there is nothing to install.
 *
 * @param {string} root
 * @returns {string}
 */
export function installStamp(root) {
  const manifests = folders.flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .sort()
          .map((name) => join(folder, name, "package.json"))
      : [],
  );
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "package.json", ...manifests]) {
    if (existsSync(join(root, file))) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}
