import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isServiceMaker } from "@twist/core/application";
import { packageFolders } from "./package-folders.js";
import type { BrokenPlugin, Plugin, PluginSearch } from "./plugin.js";

interface Announcement {
  readonly packageName: string;
  readonly modulePath: string;
}

/**
 * Finds the plugins of the installed packages, and loads them. A package announces its plugins in its package.json:
 * `"twist": { "plugins": ["./dist/plugin.js"] }`. One that can't be loaded is reported and disturbs no other. Where two have the same name
 * the one found first counts: the nearer package.
 */
export async function findPlugins(cwd: string, ownModuleFolder: string): Promise<PluginSearch> {
  const folders = await packageFolders(cwd, ownModuleFolder);
  const announcements = (await Promise.all(folders.map(announcedPlugins))).flat();
  const loaded = await Promise.all(announcements.map(loadPlugin));
  const plugins = new Map<string, Plugin>();
  const broken: BrokenPlugin[] = [];
  const packages = new Set<string>();
  for (const [index, found] of loaded.entries()) {
    const announcement = announcements[index];
    if ("reason" in found) {
      // A second copy of a package that is here already is nobody's concern.
      if (announcement !== undefined && !packages.has(announcement.packageName)) broken.push(found);
    } else if (!plugins.has(found.maker.name)) {
      plugins.set(found.maker.name, found);
      packages.add(found.packageName);
    }
  }
  return { plugins: new Map([...plugins].sort(([a], [b]) => a.localeCompare(b))), broken };
}

async function announcedPlugins(folder: string): Promise<Announcement[]> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
  if (!text?.includes('"twist"')) return [];
  try {
    const manifest = JSON.parse(text) as { name?: unknown; twist?: { plugins?: unknown } };
    const paths: unknown = manifest.twist?.plugins;
    if (!Array.isArray(paths)) return [];
    const packageName = typeof manifest.name === "string" ? manifest.name : folder;
    return paths
      .filter((path): path is string => typeof path === "string")
      .map((path) => ({ packageName, modulePath: join(folder, path) }));
  } catch {
    return []; // A package.json that is no JSON announces nothing.
  }
}

async function loadPlugin({ packageName, modulePath }: Announcement): Promise<Plugin | BrokenPlugin> {
  try {
    const module = (await import(pathToFileURL(modulePath).href)) as { default?: unknown };
    if (isServiceMaker(module.default)) return { maker: module.default, packageName };
    return { packageName, modulePath, reason: "its default export is no service maker (see defineServiceMaker)" };
  } catch (error) {
    return { packageName, modulePath, reason: error instanceof Error ? error.message : String(error) };
  }
}
