/* eslint-disable @typescript-eslint/require-await -- async so that what is thrown is a rejection, as it is for a disk */
import type { HardLinks, PosixRename, StatVFS, Subtree, SymbolicLinks, VFSStats, Watch } from "../abilities.js";
import type { FileSystemAbility } from "../file-system-ability.js";
import { checkOpenOptions, opensForWriting, type OpenOptions } from "../file-handle.js";
import { checkAttributes, type FileAttributes, type FileStats } from "../file-stats.js";
import { FileSystemError } from "../file-system-error.js";
import type { DirectoryEntry, FileSystem, SignalOptions } from "../file-system.js";
import { checkNewLink } from "../symlink-target.js";
import { joinNames, maxNameBytes } from "../virtual-path.js";
import { setNodeAttributes } from "./memory-attributes.js";
import { MemoryFile } from "./memory-file.js";
import { announce, statNode, type MemoryDirectory, type MemoryFileNode, type MemoryNode } from "./memory-node.js";
import { renameOver, renameToNew, type Move } from "./memory-rename.js";
import { MemoryTree, type MemoryPlace } from "./memory-tree.js";
import type { MemoryVolume } from "./memory-volume.js";
import { MemoryWatch } from "./memory-watch.js";

const blockSize = 4096;

const abilities: ReadonlySet<FileSystemAbility> = new Set<FileSystemAbility>([
  "symbolic-links",
  "hard-links",
  "posix-rename",
  "stat-vfs",
  "watch",
  "subtree",
]);

/** A tree in memory, seen from one of its directories. A subtree is another view of the same volume. */
export class MemoryView implements FileSystem, SymbolicLinks, HardLinks, PosixRename, StatVFS, Watch, Subtree {
  readonly abilities = abilities;
  readonly #volume: MemoryVolume;
  readonly #tree: MemoryTree;
  readonly #readOnly: boolean;

  constructor(volume: MemoryVolume, root: MemoryDirectory, readOnly: boolean) {
    this.#volume = volume;
    this.#tree = new MemoryTree(root);
    this.#readOnly = readOnly;
  }

  async stat(path: string): Promise<FileStats> {
    return statNode(this.#tree.find(path, true));
  }

  async lstat(path: string): Promise<FileStats> {
    return statNode(this.#tree.find(path, false));
  }

  async open(path: string, options: OpenOptions = {}): Promise<MemoryFile> {
    checkOpenOptions(options);
    const writable = opensForWriting(options);
    if (writable || options.create === true) this.#checkWritable(path);
    const exclusive = options.create === true && options.exclusive === true;
    const place = this.#tree.locate(path, !exclusive);
    if (exclusive && place.node !== undefined) throw new FileSystemError("exists", path);
    const node = place.node ?? this.#create(place, path, options);
    if (node.type !== "file" || place.name === undefined) throw new FileSystemError("is-a-directory", path);
    if (options.truncate === true && node.content.size > 0) {
      this.#volume.resize(node, 0, path);
      node.mtimeMs = node.ctimeMs = this.#volume.now();
      announce(place.directory, "changed", place.name);
    }
    const { directory, name } = place;
    const readable = options.read === true || !writable;
    const flags = { readable, writable, append: options.append === true, readOnly: this.#readOnly };
    return new MemoryFile({ path, volume: this.#volume, node, directory, name, ...flags });
  }

  async *list(path: string, options: SignalOptions = {}): AsyncGenerator<DirectoryEntry, void> {
    const prefix = path.endsWith("/") ? path : `${path}/`;
    // A copy: who adds files while listing them would otherwise list for ever.
    for (const [name, node] of [...this.#tree.directory(path).entries]) {
      options.signal?.throwIfAborted();
      yield { name, type: node.type, stat: () => this.lstat(prefix + name) };
    }
    options.signal?.throwIfAborted();
  }

  async mkdir(path: string, options: { readonly mode?: number } = {}): Promise<void> {
    this.#checkWritable(path);
    checkAttributes(options);
    const place = this.#free(path);
    this.#enter(place, this.#volume.newDirectory(options.mode ?? 0o777, path));
  }

  async rmdir(path: string): Promise<void> {
    this.#checkWritable(path);
    const place = this.#tree.locate(path, false);
    if (place.name === undefined) throw new FileSystemError("busy", path, { detail: "the root" });
    const node = present(place, path);
    if (node.type !== "directory") throw new FileSystemError("not-a-directory", path);
    if (node.entries.size > 0) throw new FileSystemError("not-empty", path);
    this.#leave(place, node);
  }

  async remove(path: string): Promise<void> {
    this.#checkWritable(path);
    const place = this.#tree.locate(path, false);
    const node = present(place, path);
    if (node.type === "directory") throw new FileSystemError("is-a-directory", path);
    this.#leave(place, node);
  }

  async rename(from: string, to: string): Promise<void> {
    renameToNew(this.#volume, this.#move(from, to));
  }

  async posixRename(from: string, to: string): Promise<void> {
    renameOver(this.#volume, this.#move(from, to));
  }

  async link(existing: string, path: string): Promise<void> {
    const { from, to } = this.#move(existing, path);
    const node = present(from, existing);
    if (node.type !== "file") throw new FileSystemError("permission", existing, { detail: "not a regular file" });
    if (to.node !== undefined) throw new FileSystemError("exists", path);
    node.nlink += 1;
    this.#enter(to, node);
  }

  async symlink(target: string, path: string): Promise<void> {
    this.#checkWritable(path);
    const place = this.#tree.locate(path, false);
    if (place.name === undefined) throw new FileSystemError("exists", path);
    const text = checkNewLink(target, place.names, path);
    if (place.node !== undefined) throw new FileSystemError("exists", path);
    this.#enter(place, this.#volume.newLink(text, path));
  }

  async readlink(path: string): Promise<string> {
    const node = this.#tree.find(path, false);
    if (node.type === "symbolic-link") return node.target;
    throw new FileSystemError("invalid-argument", path, { detail: "not a link" });
  }

  async realPath(path: string): Promise<string> {
    const place = this.#tree.locate(path, true);
    present(place, path);
    return joinNames(place.name === undefined ? place.names : [...place.names, place.name]);
  }

  async setAttributes(path: string, attributes: FileAttributes): Promise<void> {
    this.#checkWritable(path);
    checkAttributes(attributes);
    if (attributes.size !== undefined) {
      await using file = await this.open(path, { write: true });
      await file.setAttributes(attributes);
      return;
    }
    const { directory, name, node } = this.#tree.locate(path, true);
    if (node === undefined) throw new FileSystemError("not-found", path);
    setNodeAttributes(node, attributes, this.#volume.now());
    if (name !== undefined) announce(directory, "changed", name);
  }

  async setLinkAttributes(path: string, attributes: FileAttributes): Promise<void> {
    this.#checkWritable(path);
    checkAttributes(attributes);
    const node = this.#tree.find(path, false);
    if (node.type !== "symbolic-link") throw new FileSystemError("invalid-argument", path, { detail: "not a link" });
    if (attributes.mode !== undefined || attributes.size !== undefined) {
      throw new FileSystemError("unsupported", path, { detail: "a link has no mode and no size" });
    }
    setNodeAttributes(node, attributes, this.#volume.now());
  }

  async statVFS(path: string): Promise<VFSStats> {
    this.#tree.find(path, true);
    const { maxBytes, usedBytes, maxFiles, usedFiles } = this.#volume.used;
    const freeBlocks = Math.floor((maxBytes - usedBytes) / blockSize);
    return {
      blockSize,
      totalBlocks: Math.floor(maxBytes / blockSize),
      freeBlocks,
      availableBlocks: freeBlocks,
      totalFiles: maxFiles,
      freeFiles: maxFiles - usedFiles,
      maxNameBytes,
      readOnly: this.#readOnly,
    };
  }

  async watch(path: string, options: SignalOptions = {}): Promise<MemoryWatch> {
    options.signal?.throwIfAborted();
    return new MemoryWatch(this.#tree.directory(path), options.signal);
  }

  async subtree(path: string): Promise<MemoryView> {
    return new MemoryView(this.#volume, this.#tree.directory(path), this.#readOnly);
  }

  #create(place: MemoryPlace, path: string, options: OpenOptions): MemoryFileNode {
    if (options.create !== true) throw new FileSystemError("not-found", path);
    const node = this.#volume.newFile(options.mode ?? 0o666, path);
    this.#enter(place, node);
    return node;
  }

  #move(from: string, to: string): Move {
    this.#checkWritable(from);
    const source = this.#tree.locate(from, false);
    if (source.name === undefined) throw new FileSystemError("busy", from, { detail: "the root" });
    return { from: source, to: this.#tree.locate(to, false), fromPath: from, toPath: to };
  }

  /** A place where nothing is yet. */
  #free(path: string): MemoryPlace {
    const place = this.#tree.locate(path, false);
    if (place.node !== undefined) throw new FileSystemError("exists", path);
    return place;
  }

  #enter({ directory, name }: MemoryPlace, node: MemoryNode): void {
    if (name === undefined) return;
    directory.entries.set(name, node);
    directory.mtimeMs = directory.ctimeMs = this.#volume.now();
    announce(directory, "created", name);
  }

  #leave({ directory, name }: MemoryPlace, node: MemoryNode): void {
    if (name === undefined) return;
    directory.entries.delete(name);
    directory.mtimeMs = directory.ctimeMs = this.#volume.now();
    this.#volume.unlinked(node);
    announce(directory, "removed", name);
  }

  #checkWritable(path: string): void {
    if (this.#readOnly) throw new FileSystemError("read-only", path);
  }
}

function present(place: MemoryPlace, path: string): MemoryNode {
  if (place.node === undefined) throw new FileSystemError("not-found", path);
  return place.node;
}
