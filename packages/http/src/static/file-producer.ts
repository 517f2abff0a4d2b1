import type { PushProducer } from "@twist/core";
import type { FileHandle } from "@twist/core/filesystem";
import type { HTTPResponse } from "../server/http-response.js";
import type { ByteRange } from "../wire/byte-range.js";
import type { BodyPiece } from "./byte-ranges.js";

/** How much is read at a time: what a slow client costs in memory. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Sends parts of an open file as the body of a response, as fast as the client takes them, then closes the file. A chunk is read when there is room for it, so
 * that one is all the memory that it takes, however large the file; most often the same one all along, since buffers that come and go have the whole heap
 * searched for garbage again and again.
 */
export class FileProducer implements PushProducer {
  readonly #handle: FileHandle;
  readonly #pieces: readonly BodyPiece[];
  readonly #response: HTTPResponse;
  #piece = 0;
  /** How much of the present piece has been read. */
  #offset = 0;
  #reading = false;
  /** What was read into last. */
  #buffer: Buffer | undefined = undefined;
  #paused = false;
  #over = false;

  constructor(handle: FileHandle, pieces: readonly BodyPiece[], response: HTTPResponse) {
    this.#handle = handle;
    this.#pieces = pieces;
    this.#response = response;
  }

  /** Begins; the head must have been sent. */
  start(): void {
    this.#response.registerProducer(this, { streaming: true });
    this.#goOn();
  }

  pauseProducing(): void {
    this.#paused = true;
  }

  resumeProducing(): void {
    this.#paused = false;
    this.#goOn();
  }

  stopProducing(): void {
    this.#finish();
  }

  /** Sends on, as far as there is room. */
  #goOn(): void {
    while (!this.#over && !this.#reading && !this.#paused) {
      const piece = this.#pieces[this.#piece];
      if (piece === undefined) {
        this.#finish();
        this.#response.end();
      } else if (Buffer.isBuffer(piece)) {
        this.#piece++;
        this.#response.write(piece);
      } else {
        this.#read(piece);
      }
    }
  }

  #read(piece: ByteRange): void {
    const position = piece.start + this.#offset;
    const buffer = this.#bufferOf(Math.min(CHUNK_BYTES, piece.end + 1 - position));
    this.#reading = true;
    this.#handle.read(buffer, position).then(
      (count) => {
        this.#gotChunk(buffer, count, position + count > piece.end);
      },
      (error: unknown) => {
        this.#failed(error);
      },
    );
  }

  /** A buffer of that size, which nobody reads from any more. */
  #bufferOf(size: number): Buffer {
    if (this.#buffer === undefined || this.#buffer.length < size || !this.#response.hasReleasedAll) {
      this.#buffer = Buffer.allocUnsafeSlow(size);
    }
    return this.#buffer.subarray(0, size);
  }

  #gotChunk(chunk: Buffer, count: number, last: boolean): void {
    this.#reading = false;
    if (this.#over) return;
    if (count < chunk.length) {
      this.#failed(new Error("the file has become shorter while it was being sent"));
      return;
    }
    this.#offset += count;
    if (last) {
      this.#offset = 0;
      this.#piece++;
    }
    this.#response.write(chunk);
    this.#goOn();
  }

  /** The head has promised more than there is: only breaking the connection off tells the client so. */
  #failed(error: unknown): void {
    if (this.#over) return;
    this.#finish();
    this.#response.abort(error instanceof Error ? error : undefined);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#buffer = undefined;
    // It waits for a read that is under way; whether it can be closed changes nothing any more.
    this.#handle.close().catch(() => undefined);
  }
}
