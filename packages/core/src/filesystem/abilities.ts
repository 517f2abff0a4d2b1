/**
 * What some file systems can do and others can't. Each is an interface of its own, found with its guard:
 *
 *     if (hasSymbolicLinks(files)) await files.readlink(path);
 *
 * The guard asks `fs.abilities` and not whether there is a method: a wrapper has the methods of all of them, and the
 * abilities of what it wraps.
 */

import type { FileAttributes } from "./file-stats.js";
import type { FileSystem, SignalOptions } from "./file-system.js";

/** `"symbolic-links"`: names that lead to other names. */
export interface SymbolicLinks {
  /**
   * Makes a link at `path` with the text `target`: a path relative to the link's directory, or an absolute virtual
   * one. Nothing need be there. `permission` where the text alone already leads out of the root.
   */
  symlink(target: string, path: string): Promise<void>;
  /** The text of a link: `invalid-argument` where `path` is none, `permission` where it names a place outside. */
  readlink(path: string): Promise<string>;
  /** The path by which something is reached with no link on the way. It has to be there. */
  realPath(path: string): Promise<string>;
  /** Sets owner and times of the link itself (`lsetstat@openssh.com`). A link has no mode and no size to set. */
  setLinkAttributes(path: string, attributes: FileAttributes): Promise<void>;
}

/** `"hard-links"`: several names for one file. */
export interface HardLinks {
  /** Gives the regular file at `existing` the further name `path`: `exists` where something is there. */
  link(existing: string, path: string): Promise<void>;
}

/** `"posix-rename"`: a rename that replaces (`posix-rename@openssh.com`, and what FTP's RNTO is used for). */
export interface PosixRename {
  /** Moves `from` to `to` in one step, in place of a file, or an empty directory, that is there. */
  posixRename(from: string, to: string): Promise<void>;
}

/** `"stat-vfs"`: how full it is. */
export interface StatVFS {
  /** The figures of the file system that `path` is on. */
  statVFS(path: string): Promise<VFSStats>;
}

/** How full a file system is (POSIX statvfs). */
export interface VFSStats {
  /** Bytes in a block. */
  readonly blockSize: number;
  readonly totalBlocks: number;
  readonly freeBlocks: number;
  /** Of the free ones, those that an ordinary user may fill. */
  readonly availableBlocks: number;
  readonly totalFiles: number;
  readonly freeFiles: number;
  readonly maxNameBytes: number;
  readonly readOnly: boolean;
}

/** `"watch"`: to be told of changes. */
export interface Watch {
  /**
   * Watches a directory for changes to its entries, not for those below them. It has begun when this fulfils. A
   * consumer that falls 2,048 changes behind misses some.
   */
  watch(path: string, options?: SignalOptions): Promise<DirectoryWatch>;
}

/** The changes to a directory, one after the other. It ends with `close`, with its loop, or, with an error, by its signal. */
export interface DirectoryWatch extends AsyncIterable<FileChange>, AsyncDisposable {
  /** Does nothing the second time. */
  close(): Promise<void>;
}

/** A change to an entry of a watched directory. */
export interface FileChange {
  readonly kind: "created" | "changed" | "removed";
  readonly name: string;
}

/** `"subtree"`: a directory as a file system of its own. */
export interface Subtree {
  /** The directory as a root that nothing leaves, links least of all: what a user is shown of the files of all. */
  subtree(path: string): Promise<FileSystem>;
}

/** Whether it has symbolic links. */
export function hasSymbolicLinks<F extends FileSystem>(fs: F): fs is F & SymbolicLinks {
  return fs.abilities.has("symbolic-links");
}

/** Whether it has hard links. */
export function hasHardLinks<F extends FileSystem>(fs: F): fs is F & HardLinks {
  return fs.abilities.has("hard-links");
}

/** Whether it has a rename that replaces. */
export function hasPosixRename<F extends FileSystem>(fs: F): fs is F & PosixRename {
  return fs.abilities.has("posix-rename");
}

/** Whether it says how full it is. */
export function hasStatVFS<F extends FileSystem>(fs: F): fs is F & StatVFS {
  return fs.abilities.has("stat-vfs");
}

/** Whether it tells of changes. */
export function hasWatch<F extends FileSystem>(fs: F): fs is F & Watch {
  return fs.abilities.has("watch");
}

/** Whether it can make a directory a root. */
export function hasSubtree<F extends FileSystem>(fs: F): fs is F & Subtree {
  return fs.abilities.has("subtree");
}
