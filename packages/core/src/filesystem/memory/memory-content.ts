/** The bytes of a file in memory: one buffer that doubles as it grows, so that appending stays linear. */
export class MemoryContent {
  #bytes = Buffer.alloc(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Copies what stands at `position` into `buffer`, and says how much that is. */
  read(buffer: Uint8Array, position: number): number {
    if (position >= this.#size) return 0;
    return this.#bytes.copy(buffer, 0, position, Math.min(this.#size, position + buffer.length));
  }

  write(data: Uint8Array, position: number): void {
    const end = position + data.length;
    if (end > this.#size) this.resize(end);
    this.#bytes.set(data, position);
  }

  /** Cuts off, or fills up with zeros. */
  resize(size: number): void {
    if (size > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(size, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#size);
      this.#bytes = larger;
    } else if (size * 4 < this.#bytes.length) {
      this.#bytes = Buffer.from(this.#bytes.subarray(0, size));
    } else if (size < this.#size) {
      // So that what was cut off doesn't come back when the file grows again.
      this.#bytes.fill(0, size, this.#size);
    }
    this.#size = size;
  }
}
