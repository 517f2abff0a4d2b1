import type { DirectoryEntry, FileSystem } from "@twist/core/filesystem";
import type { DotfilePolicy } from "./static-path.js";

/** More entries than this are not shown: a page that nobody could read, and work that a peer could order. */
const MAX_ENTRIES = 10_000;

/** A page that lists a directory: directories first, then the rest by name. Everything that comes from outside is escaped. */
export async function directoryListing(
  fileSystem: FileSystem,
  path: string,
  dotfiles: DotfilePolicy,
  signal: AbortSignal,
): Promise<string> {
  const entries: DirectoryEntry[] = [];
  let complete = true;
  for await (const entry of fileSystem.list(path, { signal })) {
    if (dotfiles === "hide" && entry.name.startsWith(".")) continue;
    if (entries.length === MAX_ENTRIES) {
      complete = false;
      break;
    }
    entries.push(entry);
  }
  entries.sort(byKindAndName);
  const title = `Index of ${escapeHTML(path === "/" ? "/" : `${path}/`)}`;
  const lines = entries.map(listItem);
  if (path !== "/") lines.unshift('<li><a href="../">../</a></li>');
  if (!complete) lines.push("<li>and more</li>");
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<h1>${title}</h1>
<ul>
${lines.join("\n")}
</ul>
</html>
`;
}

function byKindAndName(a: DirectoryEntry, b: DirectoryEntry): number {
  if ((a.type === "directory") !== (b.type === "directory")) return a.type === "directory" ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

/** The `./` keeps a name with a colon in it from being read as a URL of another scheme. */
function listItem({ name, type }: DirectoryEntry): string {
  const slash = type === "directory" ? "/" : "";
  return `<li><a href="./${escapeHTML(encodeURIComponent(name))}${slash}">${escapeHTML(name)}${slash}</a></li>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** `text` as it may stand in HTML, in an attribute too. */
function escapeHTML(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}
