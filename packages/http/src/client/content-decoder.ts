import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import type { Headers } from "../wire/headers.js";
import type { BodyFlow } from "./body-flow.js";
import type { BodySink } from "./body-sink.js";
import type { BodySource } from "./body-source.js";
import { HTTPClientError } from "./http-client-error.js";
import { ResponseBody } from "./response-body.js";

/** The codings that can be undone. */
export type ContentCoding = "gzip" | "deflate" | "br";

/**
 * Undoes one coding: takes one body, gives another, no faster than that one is read and no longer than the limit. The decompressor is
 * made when the first byte comes.
 */
export class ContentDecoder implements BodySink, BodySource {
  /** What was coded. */
  readonly output: ResponseBody;
  readonly #coding: ContentCoding;
  readonly #input: BodyFlow;
  readonly #maxBytes: number;
  #decompressor: Transform | undefined;
  #trailers: Headers | undefined;
  #length = 0;
  #over = false;

  constructor(coding: ContentCoding, input: BodyFlow, maxBytes: number) {
    this.#coding = coding;
    this.#input = input;
    this.#maxBytes = maxBytes;
    this.output = new ResponseBody(this);
    input.pipe(this);
  }

  bodyChunk(chunk: Buffer): void {
    if (this.#over) {
      // Something comes behind the end of the coded content: nobody wants it.
      this.#input.cancel();
      return;
    }
    this.#decompressor ??= this.#create(chunk[0] ?? 0);
    if (!this.#decompressor.write(chunk)) this.#input.pause();
  }

  bodyEnd(trailers: Headers | undefined): void {
    this.#trailers = trailers;
    // Nothing at all is what some servers send for an empty body, whatever its coding.
    if (this.#decompressor === undefined) this.output.bodyEnd(trailers);
    else this.#decompressor.end();
  }

  bodyFailed(error: unknown): void {
    this.#fail(error);
  }

  pauseBody(): void {
    this.#decompressor?.pause();
  }

  resumeBody(): void {
    this.#decompressor?.resume();
  }

  cancelBody(reason: unknown): void {
    this.#over = true;
    this.#decompressor?.destroy();
    this.#input.cancel(reason);
  }

  #create(firstByte: number): Transform {
    const decompressor = createDecompressor(this.#coding, firstByte);
    decompressor.on("data", (chunk: Buffer) => {
      this.#decoded(chunk);
    });
    decompressor.on("drain", () => {
      this.#input.resume();
    });
    decompressor.on("end", () => {
      if (this.#over) return;
      this.#over = true;
      this.output.bodyEnd(this.#trailers);
    });
    decompressor.on("error", (error) => {
      this.#giveUp(
        new HTTPClientError(`the content isn't valid ${this.#coding}`, { code: "BAD_CODING", cause: error }),
      );
    });
    return decompressor;
  }

  #decoded(chunk: Buffer): void {
    if (this.#over) return;
    this.#length += chunk.length;
    if (this.#length > this.#maxBytes) {
      this.#giveUp(new HTTPClientError("the decoded content is over the limit", { code: "DECODED_TOO_LARGE" }));
    } else {
      this.output.bodyChunk(chunk);
    }
  }

  #giveUp(error: Error): void {
    if (this.#over) return;
    this.#fail(error);
    this.#input.cancel(error);
  }

  #fail(error: unknown): void {
    this.#over = true;
    this.#decompressor?.destroy();
    this.output.bodyFailed(error);
  }
}

/** "deflate" is zlib's format (RFC 9110 §8.4.1.2), but some send it bare; the first byte of zlib's says 8 in its low half. */
function createDecompressor(coding: ContentCoding, firstByte: number): Transform {
  if (coding === "gzip") return createGunzip();
  if (coding === "br") return createBrotliDecompress();
  return (firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw();
}
