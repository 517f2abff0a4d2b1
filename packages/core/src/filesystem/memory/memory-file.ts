import type { FileHandle } from "../file-handle.js";
import { checkAttributes, checkPosition, type FileAttributes, type FileStats } from "../file-stats.js";
import { FileSystemError } from "../file-system-error.js";
import { setNodeAttributes } from "./memory-attributes.js";
import { announce, statNode, type MemoryDirectory, type MemoryFileNode } from "./memory-node.js";
import type { MemoryVolume } from "./memory-volume.js";

/** What a `MemoryFile` is made of. */
export interface MemoryFileOptions {
  readonly path: string;
  readonly volume: MemoryVolume;
  readonly node: MemoryFileNode;
  /** Where it was opened, to tell those who watch there. */
  readonly directory: MemoryDirectory;
  readonly name: string;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  readonly readOnly: boolean;
}

/** A file in memory, open. */
export class MemoryFile implements FileHandle {
  readonly path: string;
  readonly #options: MemoryFileOptions;
  readonly #node: MemoryFileNode;
  #open = true;

  constructor(options: MemoryFileOptions) {
    this.path = options.path;
    this.#options = options;
    this.#node = options.node;
    this.#node.handles += 1;
  }

  // These are async so that what is thrown is a rejection, as it is for a file on the disk.
  // eslint-disable-next-line @typescript-eslint/require-await -- see above
  async read(buffer: Uint8Array, position: number): Promise<number> {
    checkPosition("position", position);
    this.#checkOpen();
    if (!this.#options.readable) throw new FileSystemError("permission", this.path, { detail: "not open for reading" });
    this.#node.atimeMs = this.#options.volume.now();
    return this.#node.content.read(buffer, position);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- see above
  async write(data: Uint8Array, position: number): Promise<void> {
    checkPosition("position", position);
    this.#checkWritable();
    if (data.length === 0) return;
    const { content } = this.#node;
    const at = this.#options.append ? content.size : position;
    if (at + data.length > content.size) this.#options.volume.resize(this.#node, at + data.length, this.path);
    content.write(data, at);
    this.#changed();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- see above
  async stat(): Promise<FileStats> {
    this.#checkOpen();
    return statNode(this.#node);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- see above
  async truncate(size: number): Promise<void> {
    checkPosition("size", size);
    this.#checkWritable();
    this.#options.volume.resize(this.#node, size, this.path);
    this.#changed();
  }

  async setAttributes(attributes: FileAttributes): Promise<void> {
    checkAttributes(attributes);
    this.#checkOpen();
    if (this.#options.readOnly) throw new FileSystemError("read-only", this.path);
    if (attributes.size !== undefined) await this.truncate(attributes.size);
    setNodeAttributes(this.#node, attributes, this.#options.volume.now());
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- see above
  async sync(): Promise<void> {
    this.#checkOpen();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- see above
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#node.handles -= 1;
    this.#options.volume.freeIfUnused(this.#node);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #changed(): void {
    const { volume, directory, name } = this.#options;
    this.#node.mtimeMs = this.#node.ctimeMs = volume.now();
    if (directory.entries.get(name) === this.#node) announce(directory, "changed", name);
  }

  #checkOpen(): void {
    if (!this.#open) throw new FileSystemError("closed", this.path);
  }

  #checkWritable(): void {
    this.#checkOpen();
    if (!this.#options.writable) throw new FileSystemError("permission", this.path, { detail: "not open for writing" });
  }
}
