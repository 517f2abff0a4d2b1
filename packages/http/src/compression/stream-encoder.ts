import type { ContentEncoder, EncoderOutput } from "../server/content-encoding.js";
import type { Coder, Coding } from "./coding.js";

/** What may wait for the compressor before its producer is paused. */
const MAX_WAITING_BYTES = 64 * 1024;

/**
 * Compresses the content of one answer as it comes. Whenever the compressor has caught up with what was written, what it holds is flushed: events, and pages that
 * are made slowly, arrive as they would without it, and what comes quickly is still compressed in one go.
 */
export class StreamEncoder implements ContentEncoder {
  readonly #coding: Coding;
  readonly #coder: Coder;
  readonly #output: EncoderOutput;
  readonly #onRelease: () => void;
  /** Pieces that the compressor has not taken in yet. */
  #waiting = 0;
  #full = false;
  #ended = false;
  #over = false;

  /** @param onRelease Is called once, when the compressor and its memory are given back. */
  constructor(coding: Coding, sizeHint: number, output: EncoderOutput, onRelease: () => void) {
    this.#coding = coding;
    this.#coder = coding.create(sizeHint);
    this.#output = output;
    this.#onRelease = onRelease;
    this.#coder.on("data", (chunk: Buffer) => {
      if (!this.#over) output.encoded(chunk);
    });
    this.#coder.on("end", () => {
      if (this.#over) return;
      this.#release();
      output.encodedAll();
    });
    this.#coder.on("error", (error) => {
      if (this.#over) return;
      this.#release();
      output.encodingFailed(error);
    });
  }

  get isFull(): boolean {
    return this.#full;
  }

  write(content: Uint8Array): void {
    this.#waiting++;
    this.#coder.write(content, this.#taken);
    this.#full = this.#coder.writableLength >= MAX_WAITING_BYTES;
  }

  end(): void {
    this.#ended = true;
    this.#coder.end();
  }

  pause(): void {
    this.#coder.pause();
  }

  resume(): void {
    this.#coder.resume();
  }

  destroy(): void {
    if (this.#over) return;
    this.#release();
    this.#coder.destroy();
  }

  /** The compressor has taken in a piece. One function for all of them. */
  readonly #taken = (): void => {
    this.#waiting--;
    if (this.#over || this.#ended || this.#waiting > 0) return;
    this.#coding.flush(this.#coder);
    if (!this.#full) return;
    this.#full = false;
    this.#output.encoderDrained();
  };

  #release(): void {
    this.#over = true;
    this.#onRelease();
  }
}
