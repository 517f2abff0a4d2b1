import { hasSubtree, hasSymbolicLinks } from "./abilities.js";
import type { FileSystem } from "./file-system.js";
import { FileSystemError } from "./file-system-error.js";
import { PrefixFileSystem } from "./prefix-file-system.js";
import { normalizePath } from "./virtual-path.js";

/**
 * A directory of a file system as a file system of its own, that nothing leaves: what one user is shown of the files
 * of all. The directory has to be there.
 *
 * A file system with symbolic links has to do it itself (the ability `subtree`), since only it can hold a link inside.
 *
 * @throws FileSystemError `unsupported` for one that has links and not that ability; `not-found`, `not-a-directory`.
 */
export async function subFileSystem(files: FileSystem, path: string): Promise<FileSystem> {
  const normal = normalizePath(path);
  if (hasSubtree(files)) return files.subtree(normal);
  if (hasSymbolicLinks(files)) {
    throw new FileSystemError("unsupported", path, { detail: "symbolic links could lead out of it" });
  }
  if ((await files.stat(normal)).type !== "directory") throw new FileSystemError("not-a-directory", path);
  return normal === "/" ? files : new PrefixFileSystem(files, normal);
}
