/**
 * Where installed packages are, the nearest first: the package that we stand in and those of its workspace, every `node_modules` from here
 * up to the root, the `node_modules` that this command itself is installed in, and npm's global one.
 */

import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** The folders of all packages that might bring plugins, each once, the nearest first. */
export async function packageFolders(cwd: string, ownModuleFolder: string): Promise<string[]> {
  const folders: string[] = [];
  for (const folder of ancestors(cwd)) {
    folders.push(folder, ...(await workspacePackages(folder)));
    folders.push(...(await installedPackages(join(folder, "node_modules"))));
  }
  for (const folder of ancestors(ownModuleFolder)) {
    if (folder.endsWith("node_modules")) folders.push(...(await installedPackages(folder)));
  }
  folders.push(...(await installedPackages(globalModules())));
  return unique(folders);
}

function ancestors(folder: string): string[] {
  const found = [resolve(folder)];
  for (let current = found[0] ?? folder; dirname(current) !== current; current = dirname(current)) {
    found.push(dirname(current));
  }
  return found;
}

/** Where `npm install --global` puts packages, beside the Node that runs us. */
function globalModules(): string {
  const binFolder = dirname(process.execPath);
  return process.platform === "win32"
    ? join(binFolder, "node_modules")
    : resolve(binFolder, "..", "lib", "node_modules");
}

async function installedPackages(modules: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await entries(modules)) {
    if (name.startsWith(".")) continue;
    if (!name.startsWith("@")) found.push(join(modules, name));
    else for (const scoped of await entries(join(modules, name))) found.push(join(modules, name, scoped));
  }
  return found;
}

/** The packages of the workspace whose root is `folder`: its patterns may end in `/*`, as most do. */
async function workspacePackages(folder: string): Promise<string[]> {
  const patterns = [...(await pnpmPatterns(folder)), ...(await npmPatterns(folder))];
  const found: string[] = [];
  for (const pattern of patterns) {
    if (!pattern.includes("*")) found.push(join(folder, pattern));
    else if (/^[^*]+\/\*$/.test(pattern)) {
      const parent = join(folder, pattern.slice(0, -2));
      for (const name of await entries(parent)) found.push(join(parent, name));
    }
  }
  return found;
}

async function pnpmPatterns(folder: string): Promise<string[]> {
  const text = await readText(join(folder, "pnpm-workspace.yaml"));
  if (text === undefined) return [];
  try {
    return texts((parse(text) as { packages?: unknown } | null)?.packages);
  } catch {
    return []; // Not ours to judge: pnpm will say what is wrong with it.
  }
}

async function npmPatterns(folder: string): Promise<string[]> {
  const text = await readText(join(folder, "package.json"));
  if (text === undefined) return [];
  try {
    return texts((JSON.parse(text) as { workspaces?: unknown }).workspaces);
  } catch {
    return []; // Not ours to judge: npm will say what is wrong with it.
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

/** One package is often reachable by several links. */
async function unique(folders: readonly string[]): Promise<string[]> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  return [...new Set(real.filter((folder) => folder !== undefined))];
}
