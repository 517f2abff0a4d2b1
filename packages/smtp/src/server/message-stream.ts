import { Deferred } from "@twist/core";
import type { Envelope } from "./envelope.js";
import { MessageIterator } from "./message-iterator.js";
import type { MessageReceiver, ReadableMessage } from "./message-receiver.js";

/** Where a message comes from, and how fast. */
export interface MessageFlow {
  /** Send no more for now, or go on. */
  setMessagePaused(paused: boolean): void;
}

/** What is kept for a reader that has yet to come, before the client is slowed down. */
const MAX_HELD_BYTES = 64 * 1024;

/**
 * A message as it comes in: its content, with dots unstuffed, without the end. It can be had in one way, once: piece by piece with backpressure (`for await`), whole
 * (`bytes`), or pushed (`deliverTo`). Memory stays small however large it is, save with `bytes`.
 */
export class MessageStream implements AsyncIterable<Buffer>, ReadableMessage {
  /** Its name in the log and in its `Received` field. */
  readonly id: string;
  readonly envelope: Envelope;
  /** How many bytes have come. */
  receivedBytes = 0;
  readonly #source: MessageFlow;
  #receiver: MessageReceiver | undefined;
  #held: Buffer[] | undefined;
  #heldBytes = 0;
  #paused = false;
  #sourcePaused = false;
  #ended = false;
  #told = false;
  #error: Error | undefined;

  constructor(id: string, envelope: Envelope, source: MessageFlow) {
    this.id = id;
    this.envelope = envelope;
    this.#source = source;
  }

  /** Whether it has a reader. */
  get used(): boolean {
    return this.#receiver !== undefined;
  }

  /** What it failed with. */
  get error(): Error | undefined {
    return this.#error;
  }

  /**
   * Pushes it to `receiver`, from this call on; `pause` and `resume` slow it down.
   *
   * @throws {TypeError} where it is being read already.
   */
  deliverTo(receiver: MessageReceiver): void {
    if (this.#receiver !== undefined) throw new TypeError("this message is being read already");
    this.#receiver = receiver;
    this.#deliver();
  }

  /** All of it, at most as many bytes as the server's `maxMessageBytes`. Fails as the message does. Fires within the call in which the last bytes come. */
  bytes(): Deferred<Buffer> {
    const chunks: Buffer[] = [];
    const whole = new Deferred<Buffer>();
    this.deliverTo({
      messageData(content) {
        chunks.push(content);
      },
      messageEnd() {
        const [only] = chunks;
        whole.callback(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
      },
      messageFailed(error) {
        whole.errback(error);
      },
    });
    return whole;
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    return new MessageIterator(this);
  }

  /** The receiver has enough for now. */
  pause(): void {
    this.#paused = true;
  }

  /** The receiver wants more. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#deliver();
  }

  /** Nobody wants the rest. Its receiver hears no more. */
  discard(): void {
    this.#told = true;
    this.#held = undefined;
    this.#heldBytes = 0;
    this.#adjustSource();
  }

  /** For the connection: this came. */
  push(content: Buffer): void {
    this.receivedBytes += content.length;
    if (this.#told) return;
    if (this.#receiver !== undefined && !this.#paused && this.#held === undefined) {
      this.#receiver.messageData(content);
    } else {
      (this.#held ??= []).push(content);
      this.#heldBytes += content.length;
    }
    this.#adjustSource();
  }

  /** For the connection: it is complete. */
  end(): void {
    this.#ended = true;
    this.#deliver();
  }

  /** For the connection: the rest will never come. */
  fail(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#held = undefined;
    this.#heldBytes = 0;
    this.#paused = false;
    this.#deliver();
  }

  #deliver(): void {
    const receiver = this.#receiver;
    if (receiver === undefined || this.#told) return;
    while (this.#held !== undefined && !this.#paused) {
      const content = this.#held.shift();
      if (this.#held.length === 0) this.#held = undefined;
      if (content === undefined) break;
      this.#heldBytes -= content.length;
      receiver.messageData(content);
    }
    this.#tellEnd(receiver);
    this.#adjustSource();
  }

  #tellEnd(receiver: MessageReceiver): void {
    if (!this.#ended || this.#held !== undefined || this.#told) return;
    this.#told = true;
    if (this.#error === undefined) receiver.messageEnd();
    else receiver.messageFailed(this.#error);
  }

  #adjustSource(): void {
    const paused = !this.#ended && (this.#paused ? this.#heldBytes > 0 : this.#heldBytes >= MAX_HELD_BYTES);
    if (paused === this.#sourcePaused) return;
    this.#sourcePaused = paused;
    this.#source.setMessagePaused(paused);
  }
}
