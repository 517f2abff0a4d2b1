import {
  hasHardLinks,
  hasPosixRename,
  hasStatVFS,
  hasSubtree,
  hasSymbolicLinks,
  hasWatch,
  type HardLinks,
  type PosixRename,
  type StatVFS,
  type Subtree,
  type SymbolicLinks,
  type Watch,
} from "./abilities.js";
import { FileSystemError } from "./file-system-error.js";
import type { FileSystem } from "./file-system.js";

/*
 * For file systems that stand in front of others: they have the methods of every ability, and pass each call on to
 * what they stand in front of, or fail with `unsupported` where that hasn't the ability.
 */

/** @throws FileSystemError `unsupported`. */
export function requireSymbolicLinks(fs: FileSystem, path: string): SymbolicLinks {
  if (hasSymbolicLinks(fs)) return fs;
  throw unsupported(path, "symbolic links");
}

/** @throws FileSystemError `unsupported`. */
export function requireHardLinks(fs: FileSystem, path: string): HardLinks {
  if (hasHardLinks(fs)) return fs;
  throw unsupported(path, "hard links");
}

/** @throws FileSystemError `unsupported`. */
export function requirePosixRename(fs: FileSystem, path: string): PosixRename {
  if (hasPosixRename(fs)) return fs;
  throw unsupported(path, "a rename that replaces");
}

/** @throws FileSystemError `unsupported`. */
export function requireStatVFS(fs: FileSystem, path: string): StatVFS {
  if (hasStatVFS(fs)) return fs;
  throw unsupported(path, "statvfs");
}

/** @throws FileSystemError `unsupported`. */
export function requireWatch(fs: FileSystem, path: string): Watch {
  if (hasWatch(fs)) return fs;
  throw unsupported(path, "watch");
}

/** @throws FileSystemError `unsupported`. */
export function requireSubtree(fs: FileSystem, path: string): Subtree {
  if (hasSubtree(fs)) return fs;
  throw unsupported(path, "subtree");
}

function unsupported(path: string, what: string): FileSystemError {
  return new FileSystemError("unsupported", path, { detail: `no ${what} here` });
}
