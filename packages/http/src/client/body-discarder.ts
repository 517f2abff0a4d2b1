import type { BodyFlow } from "./body-flow.js";
import type { BodySink } from "./body-sink.js";

/** Drops a body, up to a limit. */
export class BodyDiscarder implements BodySink {
  readonly #body: BodyFlow;
  #left: number;

  constructor(body: BodyFlow, maxBytes: number) {
    this.#body = body;
    this.#left = maxBytes;
  }

  bodyChunk(chunk: Buffer): void {
    this.#left -= chunk.length;
    if (this.#left < 0) this.#body.cancel();
  }

  bodyEnd(): void {
    // Dropped to its end: the connection is free.
  }

  bodyFailed(): void {
    // Nobody wanted it.
  }
}
