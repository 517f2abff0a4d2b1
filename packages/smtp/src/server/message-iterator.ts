import { Deferred } from "@twist/core";
import type { MessageReceiver, ReadableMessage } from "./message-receiver.js";

/** Reads a message as fast as `for await` takes it, and no faster. */
export class MessageIterator implements AsyncIterator<Buffer, undefined>, MessageReceiver {
  readonly #message: ReadableMessage;
  #begun = false;
  #over = false;
  #ready: Buffer[] = [];
  #error: Error | undefined;
  #waiting: Deferred<IteratorResult<Buffer, undefined>> | undefined;

  constructor(message: ReadableMessage) {
    this.#message = message;
  }

  /** One call at a time, as `for await` does. */
  next(): Promise<IteratorResult<Buffer, undefined>> {
    if (!this.#begun) {
      this.#begun = true;
      this.#message.deliverTo(this);
    }
    if (this.#ready.length === 0 && !this.#over) this.#message.resume();
    const value = this.#ready.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    const waiting = new Deferred<IteratorResult<Buffer, undefined>>();
    this.#waiting = waiting;
    return Promise.resolve(waiting);
  }

  /** The loop was left early. */
  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.#over = true;
    this.#ready = [];
    this.#message.discard();
    return Promise.resolve({ done: true, value: undefined });
  }

  messageData(value: Buffer): void {
    this.#message.pause();
    if (!this.#answer({ done: false, value })) this.#ready.push(value);
  }

  messageEnd(): void {
    this.#over = true;
    this.#answer({ done: true, value: undefined });
  }

  messageFailed(error: Error): void {
    this.#over = true;
    this.#ready = [];
    this.#error = error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.errback(error);
  }

  #answer(result: IteratorResult<Buffer, undefined>): boolean {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.callback(result);
    return waiting !== undefined;
  }
}
