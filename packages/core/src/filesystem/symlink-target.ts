import { FileSystemError } from "./file-system-error.js";
import { normalizePath, splitLinkTarget } from "./virtual-path.js";

/**
 * The text that a new link in the directory `directory` gets: an absolute target is made normal, a relative one stays
 * as it is. That it can't lead out of the root is checked by its text as a courtesy to whoever makes it; what a link
 * leads to when it is followed is checked then, since directories move.
 *
 * @throws FileSystemError `permission` where it leads out of the root, and what `splitPath` throws.
 */
export function checkNewLink(target: string, directory: readonly string[], path: string): string {
  if (target.startsWith("/")) return normalizePath(target);
  let depth = directory.length;
  for (const name of splitLinkTarget(target, path)) {
    depth += name === ".." ? -1 : 1;
    if (depth < 0) throw new FileSystemError("permission", path, { detail: "the target is out of the root" });
  }
  return target;
}
