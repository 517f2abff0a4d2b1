import type { ReactorTime } from "../../deferred/reactor-time.js";
import { FileSystemError } from "../file-system-error.js";
import type { Quota } from "../quota.js";
import { QuotaCounter } from "../quota-counter.js";
import { MemoryContent } from "./memory-content.js";
import type { MemoryDirectory, MemoryFileNode, MemoryLink, MemoryNode } from "./memory-node.js";

/** What a volume is made of. */
export interface MemoryVolumeOptions {
  readonly clock: Pick<ReactorTime, "wallTime">;
  readonly capacityBytes: number;
  readonly capacityFiles: number;
  readonly umask: number;
  readonly quota: Quota | undefined;
}

/** The "disk" of a memory file system: it makes and frees nodes, tells the time, and is full at some point. */
export class MemoryVolume {
  readonly used: QuotaCounter;
  readonly #options: MemoryVolumeOptions;
  #lastIno = 1;

  constructor(options: MemoryVolumeOptions) {
    this.#options = options;
    this.used = new QuotaCounter({ maxBytes: options.capacityBytes, maxFiles: options.capacityFiles });
  }

  now(): number {
    return this.#options.clock.wallTime();
  }

  /** @throws FileSystemError `no-space` or `quota-exceeded`. */
  reserve(bytes: number, files: number, path: string): void {
    if (!this.used.reserve(bytes, files)) throw new FileSystemError("no-space", path);
    if (this.#options.quota?.reserve(bytes, files) !== false) return;
    this.used.release(bytes, files);
    throw new FileSystemError("quota-exceeded", path);
  }

  release(bytes: number, files: number): void {
    this.used.release(bytes, files);
    this.#options.quota?.release(bytes, files);
  }

  /** Changes the length of a file, if there is room. */
  resize(file: MemoryFileNode, size: number, path: string): void {
    const { content } = file;
    if (size > content.size) this.reserve(size - content.size, 0, path);
    else this.release(content.size - size, 0);
    content.resize(size);
  }

  /** The root isn't counted: it is always there. */
  newRoot(): MemoryDirectory {
    return { type: "directory", ...this.#base(0o777), entries: new Map() };
  }

  newDirectory(mode: number, path: string): MemoryDirectory {
    this.reserve(0, 1, path);
    return { type: "directory", ...this.#base(mode), entries: new Map() };
  }

  newFile(mode: number, path: string): MemoryFileNode {
    this.reserve(0, 1, path);
    return { type: "file", ...this.#base(mode), content: new MemoryContent(), handles: 0 };
  }

  newLink(target: string, path: string): MemoryLink {
    this.reserve(0, 1, path);
    return { type: "symbolic-link", ...this.#base(0o777), mode: 0o777, target };
  }

  /** A name of `node` has gone. */
  unlinked(node: MemoryNode): void {
    node.nlink -= 1;
    node.ctimeMs = this.now();
    this.freeIfUnused(node);
  }

  /** Gives back what a node takes once neither a name nor a handle is left of it. */
  freeIfUnused(node: MemoryNode): void {
    if (node.nlink > 0 || (node.type === "file" && node.handles > 0)) return;
    this.release(node.type === "file" ? node.content.size : 0, 1);
  }

  #base(mode: number) {
    const now = this.now();
    const times = { atimeMs: now, mtimeMs: now, ctimeMs: now, birthtimeMs: now };
    return { ino: ++this.#lastIno, mode: mode & 0o777 & ~this.#options.umask, uid: 0, gid: 0, nlink: 1, ...times };
  }
}
