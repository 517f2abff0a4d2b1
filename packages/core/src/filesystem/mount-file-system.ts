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
import type { FileHandle, OpenOptions } from "./file-handle.js";
import type { FileAttributes, FileStats } from "./file-stats.js";
import { FileSystemError, isFileSystemError } from "./file-system-error.js";
import type { DirectoryEntry, FileSystem, SignalOptions } from "./file-system.js";
import { MountTable, type MountedPath } from "./mount-table.js";
import {
  requireHardLinks,
  requirePosixRename,
  requireStatVFS,
  requireSubtree,
  requireSymbolicLinks,
  requireWatch,
} from "./require-ability.js";
import { normalizePath } from "./virtual-path.js";

/**
 * Several file systems under one root, each at a path of its own:
 *
 *     new MountFileSystem({ "/": home, "/pub": new ReadOnlyFileSystem(shared) })
 *
 * What a mount hides isn't seen; the way to a mount point is there even where no file system has it. Each keeps its
 * symbolic links to itself: an absolute target counts from the root of the mount that the link is in, and is told, and
 * taken, as a path from here. Renames and hard links stay within a mount (`cross-device`).
 */
export class MountFileSystem implements FileSystem, SymbolicLinks, HardLinks, PosixRename, StatVFS, Watch, Subtree {
  /** What at least one mount can do; where another can't, it fails there with `unsupported`. */
  readonly abilities: ReadonlySet<FileSystemAbility>;
  readonly #table: MountTable;

  /** @param mounts Absolute paths and what is there. */
  constructor(mounts: Readonly<Record<string, FileSystem>>) {
    this.#table = new MountTable(mounts);
    this.abilities = new Set(this.#table.mounts.flatMap(({ files }) => [...files.abilities]));
  }

  async stat(path: string): Promise<FileStats> {
    return this.#statWith(path, (files, inner) => files.stat(inner));
  }

  async lstat(path: string): Promise<FileStats> {
    return this.#statWith(path, (files, inner) => files.lstat(inner));
  }

  open(path: string, options?: OpenOptions): Promise<FileHandle> {
    return this.#at(path, ({ mount, inner }) => mount.files.open(inner, options));
  }

  async *list(path: string, options?: SignalOptions): AsyncGenerator<DirectoryEntry, void> {
    const normal = normalizePath(path);
    const mounted = this.#table.namesBelow(normal);
    for (const name of mounted) {
      const child = normal === "/" ? `/${name}` : `${normal}/${name}`;
      yield { name, type: "directory", stat: () => this.lstat(child) };
    }
    const place = this.#table.find(normal);
    if (place === undefined) {
      if (mounted.size === 0) throw new FileSystemError("not-found", path);
      return;
    }
    try {
      for await (const entry of place.mount.files.list(place.inner, options)) {
        if (!mounted.has(entry.name)) yield entry;
      }
    } catch (error) {
      // The way to a mount point need not be in the file system that it leads through.
      if (mounted.size === 0 || !isFileSystemError(error, "not-found")) throw outer(error, path);
    }
  }

  mkdir(path: string, options?: { readonly mode?: number }): Promise<void> {
    return this.#at(path, ({ mount, inner }) => {
      if (this.#isOnTheWay(path)) throw new FileSystemError("exists", path);
      return mount.files.mkdir(inner, options);
    });
  }

  rmdir(path: string): Promise<void> {
    return this.#change(path, ({ mount, inner }) => mount.files.rmdir(inner));
  }

  remove(path: string): Promise<void> {
    return this.#at(path, ({ mount, inner }) => {
      if (this.#isOnTheWay(path)) throw new FileSystemError("is-a-directory", path);
      return mount.files.remove(inner);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#between(from, to, (files, source, target) => {
      if (this.#isOnTheWay(to)) throw new FileSystemError("exists", to);
      return files.rename(source, target);
    });
  }

  posixRename(from: string, to: string): Promise<void> {
    return this.#between(from, to, (files, source, target) => {
      if (this.#isOnTheWay(to)) throw new FileSystemError("busy", to, { detail: "a mount point" });
      return requirePosixRename(files, from).posixRename(source, target);
    });
  }

  link(existing: string, path: string): Promise<void> {
    return this.#between(existing, path, (files, source, target) => {
      if (this.#isOnTheWay(path)) throw new FileSystemError("exists", path);
      return requireHardLinks(files, path).link(source, target);
    });
  }

  symlink(target: string, path: string): Promise<void> {
    return this.#at(path, ({ mount, inner }) => {
      const links = requireSymbolicLinks(mount.files, path);
      if (!target.startsWith("/")) return links.symlink(target, inner);
      const place = this.#find(target);
      if (place.mount !== mount) throw new FileSystemError("cross-device", path);
      return links.symlink(place.inner, inner);
    });
  }

  readlink(path: string): Promise<string> {
    return this.#at(path, async ({ mount, inner }) => {
      const target = await requireSymbolicLinks(mount.files, path).readlink(inner);
      return target.startsWith("/") ? under(mount.point, target) : target;
    });
  }

  realPath(path: string): Promise<string> {
    return this.#at(path, async ({ mount, inner }) =>
      under(mount.point, await requireSymbolicLinks(mount.files, path).realPath(inner)),
    );
  }

  setAttributes(path: string, attributes: FileAttributes): Promise<void> {
    return this.#at(path, ({ mount, inner }) => mount.files.setAttributes(inner, attributes));
  }

  setLinkAttributes(path: string, attributes: FileAttributes): Promise<void> {
    return this.#at(path, ({ mount, inner }) =>
      requireSymbolicLinks(mount.files, path).setLinkAttributes(inner, attributes),
    );
  }

  statVFS(path: string): Promise<VFSStats> {
    return this.#at(path, ({ mount, inner }) => requireStatVFS(mount.files, path).statVFS(inner));
  }

  watch(path: string, options?: SignalOptions): Promise<DirectoryWatch> {
    return this.#at(path, ({ mount, inner }) => requireWatch(mount.files, path).watch(inner, options));
  }

  async subtree(path: string): Promise<FileSystem> {
    const normal = normalizePath(path);
    const below = this.#table.below(normal);
    const place = this.#table.find(normal);
    const mounts: Record<string, FileSystem> = {};
    for (const { point, files } of below) mounts[normal === "/" ? point : point.slice(normal.length)] = files;
    if (place !== undefined) {
      try {
        const files = place.inner === "/" ? place.mount.files : await subtreeOf(place, path);
        if (below.length === 0) return files;
        mounts["/"] = files;
      } catch (error) {
        if (below.length === 0 || !isFileSystemError(error, "not-found")) throw outer(error, path);
      }
    }
    if (Object.keys(mounts).length === 0) throw new FileSystemError("not-found", path);
    return new MountFileSystem(mounts);
  }

  async #statWith(path: string, stat: (files: FileSystem, inner: string) => Promise<FileStats>): Promise<FileStats> {
    const normal = normalizePath(path);
    const place = this.#table.find(normal);
    try {
      if (place === undefined) throw new FileSystemError("not-found", path);
      return await stat(place.mount.files, place.inner);
    } catch (error) {
      if (isFileSystemError(error, "not-found") && this.#table.below(normal).length > 0) return onTheWay;
      throw outer(error, path);
    }
  }

  async #at<T>(path: string, use: (place: MountedPath) => Promise<T>): Promise<T> {
    try {
      return await use(this.#find(path));
    } catch (error) {
      throw outer(error, path);
    }
  }

  #change(path: string, use: (place: MountedPath) => Promise<void>): Promise<void> {
    return this.#at(path, (place) => {
      if (this.#isOnTheWay(path)) throw new FileSystemError("busy", path, { detail: "a mount point" });
      return use(place);
    });
  }

  #between(
    from: string,
    to: string,
    use: (files: FileSystem, source: string, target: string) => Promise<void>,
  ): Promise<void> {
    return this.#change(from, async ({ mount, inner }) => {
      const target = this.#find(to);
      if (target.mount !== mount) throw new FileSystemError("cross-device", to);
      await use(mount.files, inner, target.inner);
    });
  }

  #find(path: string): MountedPath {
    const place = this.#table.find(normalizePath(path));
    if (place === undefined) throw new FileSystemError("not-found", path);
    return place;
  }

  /** Whether something is mounted at or below a path, so that it can't go away. */
  #isOnTheWay(path: string): boolean {
    const normal = normalizePath(path);
    return this.#table.find(normal)?.inner === "/" || this.#table.below(normal).length > 0;
  }
}

/** A directory that no file system has, on the way to a mount point. */
const onTheWay: FileStats = {
  type: "directory",
  size: 0,
  mode: 0o555,
  uid: 0,
  gid: 0,
  nlink: 1,
  ino: 0,
  atimeMs: 0,
  mtimeMs: 0,
  ctimeMs: 0,
  birthtimeMs: 0,
};

function subtreeOf({ mount, inner }: MountedPath, path: string): Promise<FileSystem> {
  return requireSubtree(mount.files, path).subtree(inner);
}

function under(point: string, inner: string): string {
  if (point === "/") return inner;
  return inner === "/" ? point : point + inner;
}

/** The same error with the path as it is seen from here. */
function outer(error: unknown, path: string): unknown {
  if (!(error instanceof FileSystemError) || error.path === path) return error;
  const { reason, systemCode } = error;
  return new FileSystemError(reason, path, systemCode === undefined ? {} : { systemCode });
}
