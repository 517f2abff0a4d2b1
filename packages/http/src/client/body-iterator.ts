import type { BodyFlow } from "./body-flow.js";
import type { BodySink } from "./body-sink.js";
import { DEFAULT_MAX_DROPPED_BODY_BYTES } from "./client-defaults.js";

type Step = IteratorResult<Buffer, undefined>;

const DONE: Step = { done: true, value: undefined };

/** A body as an async iterator: holds one chunk at most, and lets the next come when it is asked for. */
export class BodyIterator implements BodySink, AsyncIterator<Buffer, undefined> {
  readonly #body: BodyFlow;
  #chunk: Buffer | undefined;
  #ended = false;
  #failed = false;
  #error: unknown;
  /** What still may be dropped, once the loop has been left; `undefined` before. */
  #droppable: number | undefined;
  #resolve: ((step: Step) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(body: BodyFlow) {
    this.#body = body;
  }

  next(): Promise<Step> {
    if (this.#chunk === undefined) this.#body.resume();
    const chunk = this.#chunk;
    if (chunk !== undefined) {
      this.#chunk = undefined;
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#ended) return Promise.resolve(DONE);
    if (this.#failed) {
      this.#ended = true;
      return Promise.reject(this.#error);
    }
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  return(): Promise<Step> {
    this.#chunk = undefined;
    this.#droppable = DEFAULT_MAX_DROPPED_BODY_BYTES;
    this.#body.resume();
    this.#ended = true;
    return Promise.resolve(DONE);
  }

  bodyChunk(chunk: Buffer): void {
    if (this.#droppable !== undefined) {
      this.#droppable -= chunk.length;
      if (this.#droppable < 0) this.#body.cancel();
      return;
    }
    const resolve = this.#resolve;
    this.#resolve = undefined;
    this.#body.pause();
    if (resolve === undefined) this.#chunk = chunk;
    else resolve({ done: false, value: chunk });
  }

  bodyEnd(): void {
    this.#ended = true;
    this.#resolve?.(DONE);
    this.#resolve = undefined;
  }

  bodyFailed(error: unknown): void {
    this.#failed = true;
    this.#error = error;
    if (this.#resolve === undefined) return;
    this.#ended = true;
    this.#resolve = undefined;
    this.#reject?.(error);
  }
}
