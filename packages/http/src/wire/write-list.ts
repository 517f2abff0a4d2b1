import { latin1Text } from "./latin1-text.js";

/** Where bytes go: the part of a Transport that is needed for it. */
export interface ByteTarget {
  write(data: Uint8Array | string, encoding?: "latin1"): boolean;
  writeSequence(chunks: readonly Uint8Array[]): boolean;
}

/**
 * A body of at most this many bytes is copied next to its head, which is cheaper than a second buffer for the system to gather, and than one buffer for both:
 * a string is garbage that costs next to nothing, while buffers have the whole heap searched again and again.
 */
export const COPIED_BYTES = 8192;
/** Text that waits becomes bytes beyond this size, so that no string grows without end. */
const MAX_TEXT_LENGTH = 64 * 1024;

/**
 * Bytes to be written, in order. Heads and small bodies are gathered as one latin1 string, which is the quickest way from JavaScript to
 * a socket; larger bodies go as they are, not copied: they must not change until they have been drained.
 */
export class WriteList {
  #text = "";
  #chunks: Uint8Array[] | undefined;
  #byteLength = 0;

  /** How many bytes wait. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Adds `text`, each character of which stands for one byte. */
  appendText(text: string): void {
    this.#text += text;
    this.#byteLength += text.length;
    if (this.#text.length > MAX_TEXT_LENGTH) this.#textToChunk();
  }

  /** Adds bytes. */
  appendBytes(bytes: Uint8Array): void {
    if (bytes.length <= COPIED_BYTES) {
      this.appendText(latin1Text(bytes));
      return;
    }
    this.#textToChunk();
    (this.#chunks ??= []).push(bytes);
    this.#byteLength += bytes.length;
  }

  /** Moves all of `other` to the end of this list. */
  appendList(other: WriteList): void {
    if (other.#chunks !== undefined) {
      this.#textToChunk();
      const chunks = (this.#chunks ??= []);
      for (const chunk of other.#chunks) chunks.push(chunk);
      this.#byteLength += other.#byteLength - other.#text.length;
    }
    this.appendText(other.#text);
    other.clear();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#text = "";
    this.#chunks = undefined;
    this.#byteLength = 0;
  }

  /**
   * Writes everything to `target`, with one call.
   * @returns what the call returned, `true` where nothing waited.
   */
  drainTo(target: ByteTarget): boolean {
    if (this.#byteLength === 0) return true;
    if (this.#chunks === undefined) {
      const text = this.#text;
      this.clear();
      return target.write(text, "latin1");
    }
    this.#textToChunk();
    const chunks = this.#chunks;
    this.clear();
    return target.writeSequence(chunks);
  }

  #textToChunk(): void {
    if (this.#text === "") return;
    (this.#chunks ??= []).push(Buffer.from(this.#text, "latin1"));
    this.#text = "";
  }
}
