import type { FileSystemAbility } from "./file-system-ability.js";
import type { FileHandle, OpenOptions } from "./file-handle.js";
import type { FileAttributes, FileStats } from "./file-stats.js";
import { FileSystemError } from "./file-system-error.js";
import type { DirectoryEntry, FileSystem, SignalOptions } from "./file-system.js";
import { normalizePath } from "./virtual-path.js";

const none: ReadonlySet<FileSystemAbility> = new Set();

/**
 * A directory of a file system as a root, by putting its path before every other. That is safe only where there are no
 * symbolic links, so it is `subFileSystem` that makes one.
 */
export class PrefixFileSystem implements FileSystem {
  readonly abilities = none;
  readonly #files: FileSystem;
  readonly #prefix: string;

  /** @param prefix A normal path other than the root. */
  constructor(files: FileSystem, prefix: string) {
    this.#files = files;
    this.#prefix = prefix;
  }

  stat(path: string): Promise<FileStats> {
    return this.#at(path, (inner) => this.#files.stat(inner));
  }

  lstat(path: string): Promise<FileStats> {
    return this.#at(path, (inner) => this.#files.lstat(inner));
  }

  open(path: string, options?: OpenOptions): Promise<FileHandle> {
    return this.#at(path, (inner) => this.#files.open(inner, options));
  }

  async *list(path: string, options?: SignalOptions): AsyncGenerator<DirectoryEntry, void> {
    try {
      yield* this.#files.list(this.#inner(path), options);
    } catch (error) {
      throw this.#outer(error, path);
    }
  }

  mkdir(path: string, options?: { readonly mode?: number }): Promise<void> {
    return this.#at(path, (inner) => this.#files.mkdir(inner, options));
  }

  rmdir(path: string): Promise<void> {
    return this.#at(path, (inner) => {
      this.#checkNotRoot(inner, path);
      return this.#files.rmdir(inner);
    });
  }

  remove(path: string): Promise<void> {
    return this.#at(path, (inner) => this.#files.remove(inner));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#at(from, (inner) => {
      this.#checkNotRoot(inner, from);
      return this.#files.rename(inner, this.#inner(to));
    });
  }

  setAttributes(path: string, attributes: FileAttributes): Promise<void> {
    return this.#at(path, (inner) => this.#files.setAttributes(inner, attributes));
  }

  async #at<T>(path: string, use: (inner: string) => Promise<T>): Promise<T> {
    try {
      return await use(this.#inner(path));
    } catch (error) {
      throw this.#outer(error, path);
    }
  }

  #inner(path: string): string {
    const normal = normalizePath(path);
    return normal === "/" ? this.#prefix : this.#prefix + normal;
  }

  #checkNotRoot(inner: string, path: string): void {
    if (inner === this.#prefix) throw new FileSystemError("busy", path, { detail: "the root" });
  }

  /** The same error with the path as it is seen from here: the prefix is nobody's business. */
  #outer(error: unknown, path: string): unknown {
    if (!(error instanceof FileSystemError)) return error;
    const { reason, systemCode } = error;
    return new FileSystemError(reason, path, systemCode === undefined ? {} : { systemCode });
  }
}
