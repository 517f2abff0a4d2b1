import type { ReadableStream } from "node:stream/web";
import type { Headers } from "../wire/headers.js";
import { BodyDiscarder } from "./body-discarder.js";
import type { BodyFlow } from "./body-flow.js";
import { BodyGatherer } from "./body-gatherer.js";
import { BodyIterator } from "./body-iterator.js";
import { bodyReadableStream } from "./body-readable-stream.js";
import type { BodySink } from "./body-sink.js";
import type { BodySource } from "./body-source.js";
import {
  DEFAULT_MAX_DROPPED_BODY_BYTES,
  DEFAULT_MAX_RESPONSE_BYTES,
  RESPONSE_HIGH_WATER_MARK,
} from "./client-defaults.js";
import { HTTPClientError } from "./http-client-error.js";

/** How much may be gathered in memory. */
export interface GatherOptions {
  /** Over it the body fails with `RESPONSE_TOO_LARGE` and its connection is closed. @default 64 MiB */
  readonly maxBytes?: number;
}

/**
 * The content of a response, as it comes. Read it one way, once: with `for await`, with `bytes()`, `text()` or `json()`, with `stream()`, or
 * with `pipe()`. Until then at most about 64 KiB of it are held and the server waits: a body that nobody reads keeps its connection busy, so
 * call `discard()` on one that you don't want.
 */
export class ResponseBody implements BodyFlow, BodySink, AsyncIterable<Buffer> {
  #source: BodySource | undefined;
  #sink: BodySink | undefined;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #queuedBytes = 0;
  #used = false;
  #paused = false;
  #ended = false;
  #failed = false;
  #error: unknown;
  #trailers: Headers | undefined;

  /** @param source Where it comes from; `undefined` where it is empty and has ended. */
  constructor(source: BodySource | undefined) {
    this.#source = source;
    this.#ended = source === undefined;
  }

  /** Whether somebody reads it, or has. */
  get used(): boolean {
    return this.#used;
  }

  /** Whether all of it has come from the server, read or not. */
  get complete(): boolean {
    return this.#ended;
  }

  /** The trailer section, once the body has been read to its end; `undefined` where there was none. */
  get trailers(): Headers | undefined {
    return this.#trailers;
  }

  /** All of it, as one buffer. Fails with `RESPONSE_TOO_LARGE`, or with what the body fails with. */
  bytes(options: GatherOptions = {}): Promise<Buffer> {
    const gatherer = new BodyGatherer(this, options.maxBytes ?? DEFAULT_MAX_RESPONSE_BYTES);
    this.pipe(gatherer);
    return gatherer.result;
  }

  /** All of it, as text: UTF-8, with what isn't replaced by U+FFFD, without a byte order mark. */
  async text(options?: GatherOptions): Promise<string> {
    const text = (await this.bytes(options)).toString("utf8");
    return text.startsWith("\uFEFF") ? text.slice(1) : text;
  }

  /** All of it, as a JSON value. Fails with a `SyntaxError` where it isn't one. */
  async json(options?: GatherOptions): Promise<unknown> {
    return JSON.parse(await this.text(options)) as unknown;
  }

  /** It as a Web Stream of bytes, with backpressure. Cancelling the stream closes the connection. */
  stream(): ReadableStream<Uint8Array> {
    return bodyReadableStream(this);
  }

  /** Chunk by chunk, with backpressure. Leaving the loop early drops the rest, as `discard` does. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    const iterator = new BodyIterator(this);
    this.pipe(iterator);
    return iterator;
  }

  /** Reads and drops what is left, at most `maxBytes` of it; closes the connection where there is more. */
  discard(maxBytes: number = DEFAULT_MAX_DROPPED_BODY_BYTES): void {
    if (!this.#used) this.pipe(new BodyDiscarder(this, maxBytes));
  }

  /** Gives it up: whoever reads it gets `reason`, and the connection is closed where not all of it has come. */
  cancel(reason: unknown = new HTTPClientError("the response's body was cancelled", { code: "BODY_CANCELLED" })): void {
    if (this.#failed) return;
    this.#source?.cancelBody(reason);
    this.#failWith(reason);
  }

  /**
   * Lets it flow into `sink`, beginning now with what has come. The sink slows it down with `pause` and `resume`.
   * @throws {TypeError} where it is used already.
   */
  pipe(sink: BodySink): void {
    if (this.#used) throw new TypeError("this body is being read already, or has been");
    this.#used = true;
    this.#sink = sink;
    this.#flow();
  }

  /** For the sink: no more until `resume`. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    if (!this.#ended && !this.#failed) this.#source?.pauseBody();
  }

  /** For the sink: more, please. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#flow();
  }

  /** For the connection. */
  bodyChunk(chunk: Buffer): void {
    if (this.#failed) return;
    if (this.#sink !== undefined && !this.#paused) {
      this.#sink.bodyChunk(chunk);
      return;
    }
    this.#enqueue(chunk);
    if (this.#sink === undefined && this.#queuedBytes >= RESPONSE_HIGH_WATER_MARK) this.pause();
  }

  /** For the connection. */
  bodyEnd(trailers: Headers | undefined): void {
    if (this.#failed) return;
    this.#ended = true;
    this.#trailers = trailers;
    this.#source = undefined;
    if (!this.#paused) this.#endSink();
  }

  /** For the connection. */
  bodyFailed(error: unknown): void {
    if (!this.#ended) this.#failWith(error);
  }

  #failWith(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#error = error;
    this.#source = undefined;
    this.#dropQueue();
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.bodyFailed(error);
  }

  /** Gives the sink what it may have. */
  #flow(): void {
    const sink = this.#sink;
    if (this.#failed) {
      this.#sink = undefined;
      sink?.bodyFailed(this.#error);
      return;
    }
    // Before anybody reads, the body pauses itself; now the sink decides.
    this.#paused = false;
    while (this.#first !== undefined && !this.#isHeldBack) sink?.bodyChunk(this.#dequeue(this.#first));
    if (this.#isHeldBack) return;
    if (this.#ended) this.#endSink();
    else this.#source?.resumeBody();
  }

  #endSink(): void {
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.bodyEnd(this.#trailers);
  }

  /** A sink pauses, or cancels, from within `bodyChunk`. */
  get #isHeldBack(): boolean {
    return this.#paused || this.#failed;
  }

  #enqueue(chunk: Buffer): void {
    this.#queuedBytes += chunk.length;
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#more === undefined) this.#more = [chunk];
    else this.#more.push(chunk);
  }

  #dequeue(chunk: Buffer): Buffer {
    this.#queuedBytes -= chunk.length;
    this.#first = this.#more?.shift();
    return chunk;
  }

  #dropQueue(): void {
    this.#first = undefined;
    this.#more = undefined;
    this.#queuedBytes = 0;
  }
}
