import type { FileSystemAbility } from "../../src/filesystem/file-system-ability.js";
import type { FileHandle, OpenOptions } from "../../src/filesystem/file-handle.js";
import type { FileAttributes, FileStats } from "../../src/filesystem/file-stats.js";
import type { DirectoryEntry, FileSystem, SignalOptions } from "../../src/filesystem/file-system.js";
import { MemoryFileSystem } from "../../src/filesystem/memory/memory-file-system.js";

/** A file system with no optional ability: what the least that a user may write looks like. */
export class PlainFileSystem implements FileSystem {
  readonly abilities: ReadonlySet<FileSystemAbility> = new Set();
  readonly files: FileSystem = new MemoryFileSystem();

  stat(path: string): Promise<FileStats> {
    return this.files.stat(path);
  }

  lstat(path: string): Promise<FileStats> {
    return this.files.lstat(path);
  }

  open(path: string, options?: OpenOptions): Promise<FileHandle> {
    return this.files.open(path, options);
  }

  list(path: string, options?: SignalOptions): AsyncIterable<DirectoryEntry> {
    return this.files.list(path, options);
  }

  mkdir(path: string, options?: { readonly mode?: number }): Promise<void> {
    return this.files.mkdir(path, options);
  }

  rmdir(path: string): Promise<void> {
    return this.files.rmdir(path);
  }

  remove(path: string): Promise<void> {
    return this.files.remove(path);
  }

  rename(from: string, to: string): Promise<void> {
    return this.files.rename(from, to);
  }

  setAttributes(path: string, attributes: FileAttributes): Promise<void> {
    return this.files.setAttributes(path, attributes);
  }
}
