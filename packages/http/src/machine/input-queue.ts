const NO_BYTES = Buffer.alloc(0);

/** What has been received and not yet read: usually one chunk, more only where reading has to wait. Never copied, never joined. */
export class InputQueue {
  /** The chunk that is being read. Empty where there is none. */
  chunk: Buffer = NO_BYTES;
  /** The index in `chunk` of the next byte to read. */
  at = 0;
  #later: Buffer[] | undefined;

  /** Whether everything has been read. */
  get isEmpty(): boolean {
    return this.chunk.length === 0;
  }

  /** Adds `chunk` at the end. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.chunk.length === 0) this.chunk = chunk;
    else (this.#later ??= []).push(chunk);
  }

  /** The bytes before `index` of the present chunk have been read. */
  advanceTo(index: number): void {
    if (index < this.chunk.length) {
      this.at = index;
      return;
    }
    this.at = 0;
    this.chunk = this.#later?.shift() ?? NO_BYTES;
  }

  /** All of the present chunk has been read. */
  dropChunk(): void {
    this.advanceTo(this.chunk.length);
  }

  /** Takes everything that is left, as one buffer. */
  takeAll(): Buffer {
    const rest = this.chunk.subarray(this.at);
    const all = this.#later === undefined ? rest : Buffer.concat([rest, ...this.#later]);
    this.clear();
    return all;
  }

  /** Forgets everything. */
  clear(): void {
    this.chunk = NO_BYTES;
    this.at = 0;
    this.#later = undefined;
  }
}
