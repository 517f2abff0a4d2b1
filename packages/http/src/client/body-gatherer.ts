import type { BodyFlow } from "./body-flow.js";
import type { BodySink } from "./body-sink.js";
import { HTTPClientError } from "./http-client-error.js";

const NO_BYTES = Buffer.alloc(0);

/** Gathers a body in memory. */
export class BodyGatherer implements BodySink {
  readonly result: Promise<Buffer>;
  readonly #body: BodyFlow;
  readonly #maxBytes: number;
  #first: Buffer | undefined;
  #all: Buffer[] | undefined;
  #length = 0;
  #resolve: (bytes: Buffer) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(body: BodyFlow, maxBytes: number) {
    this.#body = body;
    this.#maxBytes = maxBytes;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  bodyChunk(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > this.#maxBytes) {
      this.#body.cancel(
        new HTTPClientError(`the body is over the limit of ${String(this.#maxBytes)} bytes`, {
          code: "RESPONSE_TOO_LARGE",
        }),
      );
    } else if (this.#first === undefined) this.#first = chunk;
    else if (this.#all === undefined) this.#all = [this.#first, chunk];
    else this.#all.push(chunk);
  }

  bodyEnd(): void {
    this.#resolve(this.#all === undefined ? (this.#first ?? NO_BYTES) : Buffer.concat(this.#all, this.#length));
  }

  bodyFailed(error: unknown): void {
    this.#first = this.#all = undefined;
    this.#reject(error);
  }
}
