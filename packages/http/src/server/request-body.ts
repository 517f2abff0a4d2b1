import { ReadableStream, type ReadableStreamDefaultController } from "node:stream/web";
import type { Headers } from "../wire/headers.js";
import { HTTPError } from "../wire/http-error.js";
import { DEFAULT_MAX_GATHERED_BODY_BYTES } from "../wire/http-limits.js";
import { BodyGatherer } from "./body-gatherer.js";
import type { BodyReceiver } from "./body-receiver.js";

/** Where a body comes from. */
export interface BodySource {
  /** Somebody wants it. */
  bodyWanted(): void;
  /** Send no more for now, or go on. */
  setBodyPaused(paused: boolean): void;
  /** Nobody wants the rest. */
  discardBody(): void;
}

/** What is kept for a reader that has yet to come, before the peer is slowed down. */
const MAX_HELD_BYTES = 64 * 1024;

/**
 * The content of a request. It can be had in one way, once: gathered (`bytes`, `text`), piece by piece with backpressure (`for await`, `toWebStream`),
 * or pushed (`deliverTo`). What nobody reads is slowed down, then discarded when the request has been answered.
 */
export class RequestBody implements AsyncIterable<Buffer> {
  /** How many bytes were announced; `undefined` for a chunked body. */
  readonly announcedBytes: number | undefined;
  readonly #source: BodySource;
  #receiver: BodyReceiver | undefined = undefined;
  #paused = false;
  #sourcePaused = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #ended = false;
  #told = false;
  #trailers: Headers | undefined = undefined;
  #error: Error | undefined = undefined;

  constructor(source: BodySource, announcedBytes: number | undefined) {
    this.#source = source;
    this.announcedBytes = announcedBytes;
  }

  /** Whether all of it has come, or the rest never will. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether it has a reader. */
  get used(): boolean {
    return this.#receiver !== undefined;
  }

  /** What it failed with, or was refused for. */
  get error(): Error | undefined {
    return this.#error;
  }

  /**
   * All of it, as one Buffer.
   * @param maxBytes Over it the promise rejects with an `HTTPError`, which answers 413 where the handler doesn't catch it. @default 1048576
   */
  bytes(maxBytes: number = DEFAULT_MAX_GATHERED_BODY_BYTES): Promise<Buffer> {
    return new BodyGatherer(this, maxBytes).result;
  }

  /** All of it, as UTF-8 text. @param maxBytes as for `bytes`. */
  async text(maxBytes?: number): Promise<string> {
    return (await this.bytes(maxBytes)).toString("utf8");
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return this.toWebStream()[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** A Web Stream of it, which reads as it is read from. Cancelling it discards the rest. */
  toWebStream(): ReadableStream<Uint8Array> {
    let begun = false;
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (begun) {
            this.resume();
            return;
          }
          begun = true;
          this.deliverTo(this.#toController(controller));
        },
        cancel: () => {
          this.discard();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /**
   * Pushes it to `receiver`, from this call on; `pause` and `resume` slow it down.
   * @throws {TypeError} where it has a reader already.
   */
  deliverTo(receiver: BodyReceiver): void {
    if (this.#receiver !== undefined) throw new TypeError("this body is being read already");
    this.#receiver = receiver;
    if (!this.#ended) this.#source.bodyWanted();
    this.#deliverHeld();
  }

  /** The receiver has enough for now. */
  pause(): void {
    this.#paused = true;
  }

  /** The receiver wants more. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#deliverHeld();
  }

  /** Nobody wants the rest. Its receiver, if it has one, hears no more. */
  discard(): void {
    this.#told = true;
    this.#receiver ??= NOBODY;
    this.#drop();
    if (!this.#ended) this.#source.discardBody();
  }

  /** As `discard`, because of `error`. */
  refuse(error: Error): void {
    this.#error ??= error;
    this.discard();
  }

  /** For the connection: this came. */
  push(chunk: Buffer): void {
    if (this.#told) return;
    if (this.#receiver !== undefined && !this.#paused && this.#held.length === 0) {
      this.#receiver.bodyData(chunk);
      this.#adjustSource();
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    this.#adjustSource();
  }

  /** For the connection: it is complete. */
  end(trailers: Headers | undefined): void {
    this.#ended = true;
    this.#trailers = trailers;
    this.#deliverHeld();
  }

  /** For the connection: the rest will never come. */
  fail(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error ??= error;
    this.#drop();
    this.#deliverHeld();
  }

  /** For the connection: the request is answered, so the rest isn't read any more. */
  close(): void {
    if (this.#ended) return;
    this.#source.discardBody();
    this.fail(new HTTPError("the request was answered before its body was read", { code: "BODY_NOT_READ" }));
  }

  #deliverHeld(): void {
    const receiver = this.#receiver;
    if (receiver === undefined || this.#told) return;
    while (this.#held.length > 0 && !this.#paused) {
      const chunk = this.#held.shift();
      if (chunk === undefined) break;
      this.#heldBytes -= chunk.length;
      receiver.bodyData(chunk);
    }
    if (this.#ended && this.#held.length === 0 && !this.#isTold()) {
      this.#told = true;
      if (this.#error === undefined) receiver.bodyEnd(this.#trailers);
      else receiver.bodyFailed(this.#error);
    }
    this.#adjustSource();
  }

  /** `told`, of which the compiler doesn't know that a receiver may have changed it. */
  #isTold(): boolean {
    return this.#told;
  }

  #adjustSource(): void {
    const paused = !this.#ended && this.#heldBytes > 0 && (this.#paused || this.#heldBytes >= MAX_HELD_BYTES);
    if (paused === this.#sourcePaused) return;
    this.#sourcePaused = paused;
    this.#source.setBodyPaused(paused);
  }

  #drop(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#adjustSource();
  }

  #toController(controller: ReadableStreamDefaultController<Uint8Array>): BodyReceiver {
    return {
      bodyData: (chunk) => {
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) this.pause();
      },
      bodyEnd: () => {
        controller.close();
      },
      bodyFailed: (error) => {
        controller.error(error);
      },
    };
  }
}

const NOBODY: BodyReceiver = { bodyData: () => undefined, bodyEnd: () => undefined, bodyFailed: () => undefined };
