import type { Plugin } from "./plugin.js";

/** The packages of Twist's own that bring a plugin, for a hint to somebody who has not installed one yet. */
const ownPackages: ReadonlySet<string> = new Set(["http", "smtp", "pop3", "imap", "ftp", "irc", "dns", "ssh", "mail"]);

/** Says that there is no plugin `name`, which there are, and how to get it. */
export function missingPlugin(name: string, plugins: ReadonlyMap<string, Plugin>): string {
  const installed = plugins.size === 0 ? "No plugin is installed." : `Installed: ${[...plugins.keys()].join(", ")}.`;
  const hint = ownPackages.has(name) ? ` To have it: npm install @twist/${name}` : "";
  return `There is no plugin "${name}". ${installed}${hint}`;
}
