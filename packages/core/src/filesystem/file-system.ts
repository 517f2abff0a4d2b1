/**
 * The FileSystem contract: what FTP, SFTP, SCP and HTTP serve files from, and what an application implements to
 * serve something else. It is small on purpose; what not every store can do is an optional ability (`abilities.ts`).
 *
 * Paths are virtual, absolute and POSIX style (`virtual-path.ts`). Whatever path it is given, an implementation never
 * reads, writes, or tells of anything outside its root. Every method rejects with a `FileSystemError`, and with
 * nothing else, save a `TypeError` or `RangeError` for arguments that make no sense, and the signal's own reason.
 *
 * These methods are async functions with native promises: each is I/O that takes longer than a promise does, and
 * bulk data passes through `FileHandle.read` into a buffer of the caller's, not through a Deferred for each chunk.
 */

import type { FileSystemAbility } from "./file-system-ability.js";
import type { FileHandle, OpenOptions } from "./file-handle.js";
import type { FileAttributes, FileStats, FileType } from "./file-stats.js";

/** One name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly type: FileType;
  /** What it is now: a link is itself, not what it leads to. `not-found` where it has gone in the meantime. */
  stat(): Promise<FileStats>;
}

/** For a call that goes on for as long as there is something to give. */
export interface SignalOptions {
  /** Ends it: what waits then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A tree of files under one root. */
export interface FileSystem {
  /** The optional abilities that it has. Ask with `hasSymbolicLinks(fs)` and the like. */
  readonly abilities: ReadonlySet<FileSystemAbility>;
  /** What stands at `path`; of a symbolic link, what it leads to. */
  stat(path: string): Promise<FileStats>;
  /** What stands at `path`; a symbolic link is itself. */
  lstat(path: string): Promise<FileStats>;
  /** Opens a regular file: `is-a-directory` for a directory, `unsupported` for a device, socket or FIFO. */
  open(path: string, options?: OpenOptions): Promise<FileHandle>;
  /** The entries of a directory, without `.` and `..`, in no order, each read from the disk as it is asked for. */
  list(path: string, options?: SignalOptions): AsyncIterable<DirectoryEntry>;
  /** Makes a directory: `exists` where anything is there. The mode is 0o777 unless given, less the umask. */
  mkdir(path: string, options?: { readonly mode?: number }): Promise<void>;
  /** Removes an empty directory: `not-empty` otherwise, `busy` for the root. */
  rmdir(path: string): Promise<void>;
  /** Removes a file or a symbolic link itself: `is-a-directory` for a directory. */
  remove(path: string): Promise<void>;
  /** Moves a file, link or directory: `exists` where anything is at `to`, also where that is the same file. */
  rename(from: string, to: string): Promise<void>;
  /** Sets what is given, on what `path` leads to. */
  setAttributes(path: string, attributes: FileAttributes): Promise<void>;
}
