import type { PushProducer } from "@twist/core";
import type { Headers } from "../wire/headers.js";
import type { HTTPResponse } from "./http-response.js";

type ReadResult = { readonly done: false; readonly value: unknown } | { readonly done: true; readonly value?: unknown };

/**
 * Sends the body of a fetch `Response`, as fast as the client takes it. A body of one piece that is there at once, as nearly all are, goes out whole with
 * its Content-Length; any other is streamed from its first piece on.
 */
export class WebStreamProducer implements PushProducer {
  readonly #reader: ReadableStreamDefaultReader<unknown>;
  readonly #response: HTTPResponse;
  /** Lets the loop go on; set while it waits for room. */
  #goOn: (() => void) | undefined = undefined;
  #paused = false;
  #stopped = false;

  constructor(body: ReadableStream, response: HTTPResponse) {
    this.#reader = body.getReader() as ReadableStreamDefaultReader<unknown>;
    this.#response = response;
  }

  /** Fires when all of it has been given to the response. */
  async start(status: number, fields: Headers): Promise<void> {
    const response = this.#response;
    response.registerProducer(this, { streaming: true });
    try {
      const first = await this.#read();
      if (first.done) {
        response.send(status, fields);
        return;
      }
      const second = this.#read();
      const soon = await settledSoon(second);
      if (soon?.done === true && !fields.has("content-length")) {
        response.unregisterProducer();
        response.send(status, fields, asBytes(first.value));
        return;
      }
      response.sendHead(status, fields);
      response.write(asBytes(first.value));
      await this.#stream(await second);
    } catch (error) {
      this.#cancel(error);
      throw error;
    }
  }

  pauseProducing(): void {
    this.#paused = true;
  }

  resumeProducing(): void {
    this.#paused = false;
    this.#goOn?.();
  }

  stopProducing(): void {
    this.#stopped = true;
    this.#cancel(new Error("the client has gone"));
    this.#goOn?.();
  }

  async #stream(first: ReadResult): Promise<void> {
    let next = first;
    while (!next.done) {
      if (this.#paused && !this.#stopped) await this.#room();
      if (this.#stopped) return;
      this.#response.write(asBytes(next.value));
      next = await this.#read();
    }
    this.#response.end();
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  #read(): Promise<ReadResult> {
    return this.#reader.read();
  }

  #cancel(reason: unknown): void {
    this.#reader.cancel(reason).catch(() => undefined);
  }
}

/** How many turns of the microtask queue a body of one piece may take to say that it has ended. */
const SOON_TURNS = 4;

/** What `promise` fulfils with, if it does within a few microtasks. */
async function settledSoon(promise: Promise<ReadResult>): Promise<ReadResult | undefined> {
  let result: ReadResult | undefined;
  promise.then(
    (value) => {
      result = value;
    },
    () => undefined,
  );
  for (let turn = 0; turn < SOON_TURNS; turn++) {
    await Promise.resolve();
    if (isThere(result)) return result;
  }
  return undefined;
}

/** For the compiler, which doesn't see that a callback has set it. */
function isThere(result: ReadResult | undefined): result is ReadResult {
  return result !== undefined;
}

function asBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError("the body of a Response must give bytes");
}
