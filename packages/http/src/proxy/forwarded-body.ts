import type { BodyReceiver } from "../server/body-receiver.js";
import type { RequestBody } from "../server/request-body.js";
import type { Headers } from "../wire/headers.js";

type Step = IteratorResult<Buffer, undefined>;

const DONE: Step = { done: true, value: undefined };

/**
 * The body of a received request as the body of a sent one. It is read as the server takes it, one piece held at most, and not touched before the first piece is
 * asked for: until then the client that waits for `100 Continue` hasn't been told to go on, and another upstream can be tried.
 */
export class ForwardedBody implements BodyReceiver, AsyncIterable<Buffer>, AsyncIterator<Buffer, undefined> {
  readonly #body: RequestBody;
  #begun = false;
  #chunk: Buffer | undefined;
  #ended = false;
  #error: Error | undefined;
  #trailers: Headers | undefined;
  #resolve: ((step: Step) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  constructor(body: RequestBody) {
    this.#body = body;
  }

  /** Whether anything of it has been asked for: it can't be sent to anybody else then. */
  get begun(): boolean {
    return this.#begun;
  }

  /** What it failed with, where the client is to blame. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** The trailer section, once all of the body has been read. */
  get trailers(): Headers | undefined {
    return this.#trailers;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    if (!this.#begun) {
      this.#begun = true;
      this.#body.deliverTo(this);
    } else if (this.#chunk === undefined) {
      this.#body.resume();
    }
    const chunk = this.#chunk;
    if (chunk !== undefined) {
      this.#chunk = undefined;
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The server wants no more of it. What the client still sends is dropped when the request has been answered. */
  return(): Promise<Step> {
    this.#chunk = undefined;
    this.#ended = true;
    return Promise.resolve(DONE);
  }

  bodyData(chunk: Buffer): void {
    this.#body.pause();
    const resolve = this.#resolve;
    this.#resolve = undefined;
    if (resolve === undefined) this.#chunk = chunk;
    else resolve({ done: false, value: chunk });
  }

  bodyEnd(trailers: Headers | undefined): void {
    this.#ended = true;
    this.#trailers = trailers;
    this.#resolve?.(DONE);
  }

  bodyFailed(error: Error): void {
    this.#error = error;
    this.#reject?.(error);
  }
}
