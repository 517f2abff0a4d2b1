import { Deferred, type PushProducer } from "@twist/core";
import type { BodyFlow } from "../client/body-flow.js";
import type { BodySink } from "../client/body-sink.js";
import type { HTTPResponse } from "../server/http-response.js";
import type { Headers } from "../wire/headers.js";
import { forwardableTrailers } from "./forwardable-trailers.js";

/**
 * Lets the content of a received response flow into one that is sent, no faster than the client takes it. Where it breaks off, so does the client's: it must be
 * able to tell that it hasn't got all.
 */
export class ResponseRelay implements BodySink, PushProducer {
  /** Fires when nothing more will flow, for good or bad. */
  readonly done = new Deferred<void>();
  readonly #body: BodyFlow;
  readonly #response: HTTPResponse;

  /** @param response Its head has been sent. */
  constructor(body: BodyFlow, response: HTTPResponse) {
    this.#body = body;
    this.#response = response;
  }

  start(): void {
    this.#response.registerProducer(this, { streaming: true });
    this.#body.pipe(this);
  }

  bodyChunk(chunk: Buffer): void {
    this.#response.write(chunk);
  }

  bodyEnd(trailers: Headers | undefined): void {
    this.#response.end(forwardableTrailers(trailers));
    this.#over();
  }

  bodyFailed(error: unknown): void {
    this.#response.abort(error instanceof Error ? error : undefined);
    this.#over();
  }

  pauseProducing(): void {
    this.#body.pause();
  }

  resumeProducing(): void {
    this.#body.resume();
  }

  stopProducing(): void {
    this.#body.cancel();
    this.#over();
  }

  #over(): void {
    if (!this.done.called) this.done.callback();
  }
}
