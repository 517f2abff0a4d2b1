import type { PushProducer } from "@twist/core";
import type { FileHandle } from "@twist/core/filesystem";
import type { HTTPResponse } from "../server/http-response.js";
import type { BodyPiece } from "./byte-ranges.js";

const CHUNK_BYTES = 128 * 1024;

/**
 * Sends parts of an open file as the body of a response, as fast as the client takes them, then closes the file. While one chunk goes out the next is read: two
 * chunks are the memory that it takes, however large the file.
 */
export class FileProducer implements PushProducer {
  readonly #handle: FileHandle;
  readonly #pieces: readonly BodyPiece[];
  readonly #response: HTTPResponse;
  #piece = 0;
  /** How much of the present piece has been read. */
  #offset = 0;
  #reading = false;
  /** What was read and waits for room. */
  #ready: Buffer | undefined = undefined;
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

  /** Sends what is ready and reads on, as far as there is room. */
  #goOn(): void {
    while (!this.#over && !this.#reading) {
      if (this.#ready !== undefined) {
        if (this.#paused) return;
        const chunk = this.#ready;
        this.#ready = undefined;
        // Read before writing: the write may pause us, and the next chunk is to be there when we are resumed.
        this.#readNext();
        this.#response.write(chunk);
      } else if (this.#piece < this.#pieces.length) {
        this.#readNext();
      } else {
        this.#finish();
        this.#response.end();
      }
    }
  }

  #readNext(): void {
    const piece = this.#pieces[this.#piece];
    if (piece === undefined) return;
    if (Buffer.isBuffer(piece)) {
      this.#piece++;
      this.#ready = piece;
      return;
    }
    const position = piece.start + this.#offset;
    const wanted = Math.min(CHUNK_BYTES, piece.end + 1 - position);
    const buffer = Buffer.allocUnsafeSlow(wanted);
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

  #gotChunk(buffer: Buffer, count: number, last: boolean): void {
    this.#reading = false;
    if (this.#over) return;
    if (count < buffer.length) {
      this.#failed(new Error("the file has become shorter while it was being sent"));
      return;
    }
    this.#ready = buffer;
    this.#offset += count;
    if (last) {
      this.#offset = 0;
      this.#piece++;
    }
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
    this.#ready = undefined;
    // It waits for a read that is under way; whether it can be closed changes nothing any more.
    this.#handle.close().catch(() => undefined);
  }
}
