import { execFileSync } from "node:child_process";

/**
 * Runs `pnpm pack`: with the pnpm that runs this script where there is one, so that Windows needs no shell.
 *
 * @param {string} folder
 * @param {string} destination
 */
export function pnpmPack(folder, destination) {
  const script = process.env["npm_execpath"];
  const isPnpm = script !== undefined && /pnpm\.c?js$/.test(script);
  const [command, ...first] = isPnpm ? [process.execPath, script] : ["pnpm"];
  execFileSync(command, [...first, "pack", "--pack-destination", destination], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    shell: !isPnpm && process.platform === "win32",
  });
}
