import { asBuffer } from "@twist/core/wire";

const CR = 0x0d;
const LF = 0x0a;

/** Turns CRLF into LF, chunk by chunk, and counts what the message would have in CRLF. */
export class LFConverter {
  /** A CR was the last byte, and is held back until the next one shows what it belongs to. */
  #heldCR = false;
  #lastOut = 0;
  #virtualSize = 0;

  /** The size of all that came out, were every line to end in CRLF. */
  get virtualSize(): number {
    return this.#virtualSize;
  }

  /** What becomes of `chunk`: one new buffer. */
  convert(chunk: Uint8Array): Uint8Array {
    const bytes = asBuffer(chunk);
    if (bytes.length === 0) return bytes;
    const out = Buffer.allocUnsafe(bytes.length + 1);
    let length = 0;
    let added = 0;
    if (this.#heldCR && bytes[0] !== LF) out[length++] = CR;
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      length += bytes.copy(out, length, start, end > start && bytes[end - 1] === CR ? end - 1 : end);
      // Another CR stands before the one that was dropped.
      if ((length > 0 ? out[length - 1] : this.#lastOut) !== CR) added += 1;
      out[length++] = LF;
      start = end + 1;
    }
    this.#heldCR = start < bytes.length && bytes[bytes.length - 1] === CR;
    length += bytes.copy(out, length, start, this.#heldCR ? bytes.length - 1 : bytes.length);
    if (length > 0) this.#lastOut = out[length - 1] ?? 0;
    this.#virtualSize += length + added;
    return out.subarray(0, length);
  }

  /** A CR that nothing followed. */
  finish(): Uint8Array {
    if (!this.#heldCR) return Buffer.alloc(0);
    this.#heldCR = false;
    this.#virtualSize += 1;
    return Buffer.of(CR);
  }
}
