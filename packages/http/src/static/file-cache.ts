/** What is kept of a file, or of the fact that there is none. */
export interface CachedFile<V> {
  readonly value: V;
  /** Bytes that it counts for. */
  readonly bytes: number;
  /** When it was last compared with the disk, on the clock that never goes back. */
  checkedAt: number;
}

/** Small files by their paths, those asked for last, up to a number of bytes. */
export class FileCache<V> {
  readonly #maxBytes: number;
  /** In the order of their use, the one used least lately first. */
  readonly #entries = new Map<string, CachedFile<V>>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get(path: string): CachedFile<V> | undefined {
    return this.#entries.get(path);
  }

  /** Keeps `entry`, and drops what was used least lately where there is no room for all. */
  set(path: string, entry: CachedFile<V>): void {
    this.delete(path);
    if (entry.bytes > this.#maxBytes) return;
    this.#entries.set(path, entry);
    this.#bytes += entry.bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  /** `path` has been used. To note each use would cost more than it gains: callers do so when they look at the disk again. */
  touch(path: string): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) return;
    this.#entries.delete(path);
    this.#entries.set(path, entry);
  }

  delete(path: string): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) return;
    this.#entries.delete(path);
    this.#bytes -= entry.bytes;
  }
}
