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
    const out = Buffer.allocUnsafe(chunk.length + 1);
    let length = 0;
    let held = this.#heldCR;
    let last = this.#lastOut;
    let added = 0;
    for (const byte of chunk) {
      if (held && byte !== LF) last = out[length++] = CR;
      held = byte === CR;
      if (held) continue;
      if (byte === LF && last !== CR) added += 1;
      last = out[length++] = byte;
    }
    this.#heldCR = held;
    this.#lastOut = last;
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
