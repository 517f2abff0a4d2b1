import { parentPath } from "@twist/core/filesystem";

/**
 * The file that `$INCLUDE path` in the file `from` means: below the directory of `from`, or from the root where it begins with a slash.
 * `undefined` where its `..` go above the root: a FileSystem would stay at its root, and so read another file than was meant.
 */
export function includePath(from: string, path: string): string | undefined {
  const whole = path.startsWith("/") ? path : `${parentPath(from)}/${path}`;
  let depth = 0;
  for (const name of whole.split("/")) {
    if (name === "" || name === ".") continue;
    depth += name === ".." ? -1 : 1;
    if (depth < 0) return undefined;
  }
  return whole;
}
