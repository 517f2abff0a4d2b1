/** Bytes in the order in which they came, taken out in pieces of any size without copying what stays. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  /** How many chunks of the front are gone already; the array is only cut now and then. */
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** At most `maxBytes` of the front, as one buffer. Several chunks are joined, as a network would. */
  take(maxBytes: number): Buffer {
    const wanted = Math.min(maxBytes, this.#length);
    const first = this.#chunks[this.#head];
    if (first === undefined || wanted === 0) return Buffer.alloc(0);
    if (first.length >= wanted) return this.#takeFrom(first, wanted);
    const pieces: Buffer[] = [];
    for (let missing = wanted; missing > 0;) {
      const chunk = this.#chunks[this.#head];
      if (chunk === undefined) break;
      const piece = this.#takeFrom(chunk, Math.min(missing, chunk.length));
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces, wanted);
  }

  clear(): void {
    this.#chunks = [];
    this.#head = 0;
    this.#length = 0;
  }

  #takeFrom(chunk: Buffer, bytes: number): Buffer {
    this.#length -= bytes;
    if (bytes < chunk.length) {
      this.#chunks[this.#head] = chunk.subarray(bytes);
      return chunk.subarray(0, bytes);
    }
    this.#head += 1;
    if (this.#head > 64 && this.#head * 2 > this.#chunks.length) {
      this.#chunks = this.#chunks.slice(this.#head);
      this.#head = 0;
    }
    return chunk;
  }
}
