import type {
  DirectoryWatch,
  HardLinks,
  PosixRename,
  StatVFS,
  Subtree,
  SymbolicLinks,
  VFSStats,
  Watch,
} from "./abilities.js";
import type { FileSystemAbility } from "./file-system-ability.js";
import { checkOpenOptions, opensForWriting, type FileHandle, type OpenOptions } from "./file-handle.js";
import type { FileStats } from "./file-stats.js";
import { FileSystemError } from "./file-system-error.js";
import type { DirectoryEntry, FileSystem, SignalOptions } from "./file-system.js";
import { ReadOnlyFile } from "./read-only-file.js";
import { requireStatVFS, requireSubtree, requireSymbolicLinks, requireWatch } from "./require-ability.js";

/**
 * Any file system, to be looked at only: every change fails with `read-only`, those through an open file too. It has
 * the abilities of what it stands in front of.
 */
export class ReadOnlyFileSystem implements FileSystem, SymbolicLinks, HardLinks, PosixRename, StatVFS, Watch, Subtree {
  readonly abilities: ReadonlySet<FileSystemAbility>;
  readonly #files: FileSystem;

  constructor(files: FileSystem) {
    this.#files = files;
    this.abilities = files.abilities;
  }

  stat(path: string): Promise<FileStats> {
    return this.#files.stat(path);
  }

  lstat(path: string): Promise<FileStats> {
    return this.#files.lstat(path);
  }

  async open(path: string, options: OpenOptions = {}): Promise<FileHandle> {
    checkOpenOptions(options);
    if (opensForWriting(options) || options.create === true) throw readOnly(path);
    return new ReadOnlyFile(await this.#files.open(path, options));
  }

  list(path: string, options?: SignalOptions): AsyncIterable<DirectoryEntry> {
    return this.#files.list(path, options);
  }

  async readlink(path: string): Promise<string> {
    return requireSymbolicLinks(this.#files, path).readlink(path);
  }

  async realPath(path: string): Promise<string> {
    return requireSymbolicLinks(this.#files, path).realPath(path);
  }

  async statVFS(path: string): Promise<VFSStats> {
    return { ...(await requireStatVFS(this.#files, path).statVFS(path)), readOnly: true };
  }

  async watch(path: string, options?: SignalOptions): Promise<DirectoryWatch> {
    return requireWatch(this.#files, path).watch(path, options);
  }

  async subtree(path: string): Promise<ReadOnlyFileSystem> {
    return new ReadOnlyFileSystem(await requireSubtree(this.#files, path).subtree(path));
  }

  mkdir(path: string): Promise<void> {
    return Promise.reject(readOnly(path));
  }

  rmdir(path: string): Promise<void> {
    return Promise.reject(readOnly(path));
  }

  remove(path: string): Promise<void> {
    return Promise.reject(readOnly(path));
  }

  rename(from: string): Promise<void> {
    return Promise.reject(readOnly(from));
  }

  posixRename(from: string): Promise<void> {
    return Promise.reject(readOnly(from));
  }

  link(_existing: string, path: string): Promise<void> {
    return Promise.reject(readOnly(path));
  }

  symlink(_target: string, path: string): Promise<void> {
    return Promise.reject(readOnly(path));
  }

  setAttributes(path: string): Promise<void> {
    return Promise.reject(readOnly(path));
  }

  setLinkAttributes(path: string): Promise<void> {
    return Promise.reject(readOnly(path));
  }
}

function readOnly(path: string): FileSystemError {
  return new FileSystemError("read-only", path);
}
