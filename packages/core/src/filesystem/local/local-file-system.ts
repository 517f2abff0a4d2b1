import { existsSync, promises } from "node:fs";
import type { HardLinks, PosixRename, StatVFS, Subtree, SymbolicLinks, VFSStats, Watch } from "../abilities.js";
import type { FileSystemAbility } from "../file-system-ability.js";
import { checkOpenOptions, opensForWriting, type OpenOptions } from "../file-handle.js";
import { checkAttributes, type FileAttributes, type FileStats } from "../file-stats.js";
import { FileSystemError } from "../file-system-error.js";
import type { DirectoryEntry, FileSystem, SignalOptions } from "../file-system.js";
import { checkNewLink } from "../symlink-target.js";
import { joinNames, maxNameBytes, normalizePath } from "../virtual-path.js";
import { HandlePins } from "./handle-pins.js";
import { setOnLink, setOnPath } from "./local-attributes.js";
import { LocalFile } from "./local-file.js";
import type { LocalFileSystemOptions } from "./local-file-system-options.js";
import { LocalListing } from "./local-listing.js";
import { openPlace } from "./local-open.js";
import { renameOver, renameToNew } from "./local-rename.js";
import { followLink, LocalPlaces, lstatPlace } from "./local-places.js";
import { LocalResolver, type Place } from "./local-resolver.js";
import { LocalRoot } from "./local-root.js";
import { toFileStats } from "./local-stats.js";
import { LocalWatch } from "./local-watch.js";
import { PathPins } from "./path-pins.js";
import { QuotaLedger } from "./quota-ledger.js";
import { isSystemError, toFileSystemError } from "./system-error.js";

const abilities: ReadonlySet<FileSystemAbility> = new Set<FileSystemAbility>([
  "symbolic-links",
  "hard-links",
  "posix-rename",
  "stat-vfs",
  "watch",
  "subtree",
]);

/**
 * The files below a directory on the disk. Nothing leaves that root: not by `..`, not by an absolute path, and not by
 * a symbolic link, also one that is put there while an operation is under way (on Linux; elsewhere see `path-pins.ts`).
 * A link that leads out of the root fails with `permission`, whether or not anything is there.
 *
 * An absolute link target is a virtual path to its users and a real one on the disk, translated both ways. It keeps
 * no handle open between calls, so it needs no closing and is cheap to make for each user.
 */
export class LocalFileSystem implements FileSystem, SymbolicLinks, HardLinks, PosixRename, StatVFS, Watch, Subtree {
  readonly abilities = abilities;
  readonly #options: LocalFileSystemOptions;
  readonly #root: LocalRoot;
  readonly #places: LocalPlaces;
  readonly #readOnly: boolean;
  readonly #followLinks: boolean;
  readonly #umask: number;
  readonly #ledger: QuotaLedger | undefined;

  /** @param root The directory on disk that becomes `/`. It is looked at when it is first needed. */
  constructor(root: string, options: LocalFileSystemOptions = {}) {
    const linux = process.platform === "linux";
    const { resolveThrough = linux ? "handles" : "paths", umask = 0o022 } = options;
    if (!Number.isInteger(umask) || umask < 0 || umask > 0o777) throw new RangeError("umask is not 0 to 0o777");
    if (resolveThrough === "handles" && !(linux && existsSync("/proc/self/fd"))) {
      throw new FileSystemError("unsupported", undefined, { detail: "no /proc here; see the option resolveThrough" });
    }
    this.#options = options;
    this.#root = new LocalRoot(root);
    this.#followLinks = options.followSymlinks !== "never";
    const pins = resolveThrough === "handles" ? new HandlePins(this.#root) : new PathPins(this.#root);
    const resolver = new LocalResolver(this.#root, pins, this.#followLinks, process.platform === "win32");
    this.#places = new LocalPlaces(resolver, pins);
    this.#readOnly = options.readOnly === true;
    this.#umask = umask;
    this.#ledger = options.quota === undefined ? undefined : QuotaLedger.of(options.quota);
  }

  async stat(path: string): Promise<FileStats> {
    return this.#places.at(path, async (place) => {
      const stats = await lstatPlace(place);
      return stats.isSymbolicLink() ? followLink : toFileStats(stats);
    });
  }

  async lstat(path: string): Promise<FileStats> {
    return this.#places.at(path, async (place) => toFileStats(await lstatPlace(place)));
  }

  async open(path: string, options: OpenOptions = {}): Promise<LocalFile> {
    checkOpenOptions(options);
    const writable = opensForWriting(options);
    if (writable || options.create === true) this.#checkWritable(path);
    const mode = (options.mode ?? 0o666) & 0o777 & ~this.#umask;
    return this.#places.at(path, async (place) => {
      const opened = await openPlace(place, { path, options, mode, ledger: this.#ledger });
      if (opened === "link") return followLink;
      const { handle, stats } = opened;
      const ledger = this.#ledger;
      const account = ledger === undefined ? undefined : { ledger, size: ledger.opened(stats) };
      const append = options.append === true;
      const file = new LocalFile({ path, handle, append, writable, readOnly: this.#readOnly, account });
      try {
        if (options.truncate === true && stats.size > 0) await file.truncate(0);
        return file;
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  async *list(path: string, options: SignalOptions = {}): AsyncGenerator<DirectoryEntry, void> {
    options.signal?.throwIfAborted();
    const pin = await this.#places.directory(path);
    const listing = new LocalListing(pin, path, (entryPath) => this.lstat(entryPath));
    try {
      yield* listing.entries(options.signal);
    } catch (error) {
      throw toFileSystemError(error, path);
    }
  }

  async mkdir(path: string, options: { readonly mode?: number } = {}): Promise<void> {
    this.#checkWritable(path);
    checkAttributes(options);
    await this.#places.at(path, async ({ name, real }) => {
      if (name === undefined) throw new FileSystemError("exists", path);
      await this.#counted(path, real, () => promises.mkdir(real, (options.mode ?? 0o777) & 0o777 & ~this.#umask));
    });
  }

  async rmdir(path: string): Promise<void> {
    this.#checkWritable(path);
    await this.#places.at(path, async ({ name, real }) => {
      if (name === undefined) throw new FileSystemError("busy", path, { detail: "the root" });
      const before = this.#ledger && (await promises.lstat(real));
      await promises.rmdir(real);
      if (before !== undefined) this.#ledger?.removed(before);
    });
  }

  async remove(path: string): Promise<void> {
    this.#checkWritable(path);
    await this.#places.at(path, async ({ name, real }) => {
      if (name === undefined) throw new FileSystemError("is-a-directory", path);
      const before = this.#ledger && (await promises.lstat(real));
      try {
        await promises.unlink(real);
      } catch (error) {
        // What POSIX says of a directory, and macOS and Windows do. Linux says EISDIR.
        if (!isSystemError(error, "EPERM") || !(await promises.lstat(real)).isDirectory()) throw error;
        throw new FileSystemError("is-a-directory", path);
      }
      if (before !== undefined) this.#ledger?.removed(before);
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#between(from, to, (source, target) => renameToNew(source, target, to));
  }

  async posixRename(from: string, to: string): Promise<void> {
    await this.#between(from, to, async (source, target) => {
      const replaced = await renameOver(source, target, to, this.#ledger !== undefined);
      if (replaced !== undefined) this.#ledger?.removed(replaced);
    });
  }

  async link(existing: string, path: string): Promise<void> {
    await this.#between(existing, path, async (source, target) => {
      if (!(await promises.lstat(source.real)).isFile()) {
        throw new FileSystemError("permission", existing, { detail: "not a regular file" });
      }
      if (target.name === undefined) throw new FileSystemError("exists", path);
      await promises.link(source.real, target.real);
    });
  }

  async symlink(target: string, path: string): Promise<void> {
    this.#checkWritable(path);
    if (!this.#followLinks) throw new FileSystemError("permission", path, { detail: "no symbolic links here" });
    await this.#places.at(path, async ({ parent, name, real }) => {
      if (name === undefined) throw new FileSystemError("exists", path);
      const text = checkNewLink(target, parent.names, path);
      const onDisk = await this.#root.realTarget(text);
      await this.#counted(path, real, () => promises.symlink(onDisk, real));
    });
  }

  async readlink(path: string): Promise<string> {
    return this.#places.at(path, async (place) => {
      if (place.name === undefined) throw new FileSystemError("invalid-argument", path, { detail: "not a link" });
      const target = await promises.readlink(place.real);
      await place.parent.check();
      const virtual = await this.#root.virtualTarget(target);
      if (virtual === undefined) {
        throw new FileSystemError("permission", path, { detail: "a symbolic link leads out of the root" });
      }
      return virtual;
    });
  }

  async realPath(path: string): Promise<string> {
    return this.#places.at(path, async (place) => {
      const { parent, name } = place;
      if (name === undefined) return joinNames(parent.names);
      return (await lstatPlace(place)).isSymbolicLink() ? followLink : joinNames([...parent.names, name]);
    });
  }

  async setAttributes(path: string, attributes: FileAttributes): Promise<void> {
    this.#checkWritable(path);
    checkAttributes(attributes);
    if (attributes.size !== undefined) {
      await using file = await this.open(path, { write: true });
      await file.setAttributes(attributes);
      return;
    }
    await this.#places.entry(path, (real) => setOnPath(real, attributes));
  }

  async setLinkAttributes(path: string, attributes: FileAttributes): Promise<void> {
    this.#checkWritable(path);
    checkAttributes(attributes);
    await this.#places.at(path, async (place) => {
      if (place.name === undefined || !(await promises.lstat(place.real)).isSymbolicLink()) {
        throw new FileSystemError("invalid-argument", path, { detail: "not a link" });
      }
      if (attributes.mode !== undefined || attributes.size !== undefined) {
        throw new FileSystemError("unsupported", path, { detail: "a link has no mode and no size" });
      }
      await setOnLink(place.real, attributes);
    });
  }

  async statVFS(path: string): Promise<VFSStats> {
    const stats = await this.#places.entry(path, (real) => promises.statfs(real));
    return {
      blockSize: stats.bsize,
      totalBlocks: stats.blocks,
      freeBlocks: stats.bfree,
      availableBlocks: stats.bavail,
      totalFiles: stats.files,
      freeFiles: stats.ffree,
      maxNameBytes,
      readOnly: this.#readOnly,
    };
  }

  async watch(path: string, options: SignalOptions = {}): Promise<LocalWatch> {
    options.signal?.throwIfAborted();
    const pin = await this.#places.directory(path);
    try {
      return await LocalWatch.begin(pin, path, options.signal);
    } catch (error) {
      throw toFileSystemError(error, path);
    }
  }

  async subtree(path: string): Promise<LocalFileSystem> {
    const pin = await this.#places.directory(path);
    try {
      const root = await this.#root.realPathOf(pin.names);
      const subtree = new LocalFileSystem(root, this.#options);
      // It was a directory without links on the way a moment ago. Is that what the new root has found?
      if ((await subtree.#root.real()) !== root) throw new FileSystemError("not-found", normalizePath(path));
      return subtree;
    } catch (error) {
      throw toFileSystemError(error, path);
    } finally {
      pin.release();
    }
  }

  async #between(from: string, to: string, use: (source: Place, target: Place) => Promise<void>): Promise<void> {
    this.#checkWritable(from);
    await this.#places.between(from, to, use);
  }

  /** Makes something that counts as a file. */
  async #counted(path: string, real: string, make: () => Promise<void>): Promise<void> {
    await this.#ledger?.reserveFile(path, real);
    try {
      await make();
    } catch (error) {
      this.#ledger?.release(0, 1);
      throw error;
    }
  }

  #checkWritable(path: string): void {
    if (this.#readOnly) throw new FileSystemError("read-only", path);
  }
}
