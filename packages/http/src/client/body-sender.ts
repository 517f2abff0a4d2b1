import type { PushProducer, Transport } from "@twist/core";
import { asBuffer } from "@twist/core/wire";

/** Where the pieces of a request's body go. */
export interface BodyOutlet {
  /** One piece, never empty. */
  sendChunk(chunk: Buffer): void;
  /** All pieces have been given. */
  sendEnd(): void;
  /** The body can't go on: its source threw, or it isn't as long as promised. */
  sendFailed(error: unknown): void;
  /** The server takes nothing for now, or takes again. */
  sendStalled(stalled: boolean): void;
}

/** Reads a body and sends it on, no faster than the server takes it. */
export class BodySender implements PushProducer {
  readonly #content: AsyncIterable<Uint8Array | string>;
  readonly #outlet: BodyOutlet;
  readonly #transport: Transport;
  #paused = false;
  #stopped = false;
  #resume: (() => void) | undefined;

  constructor(content: AsyncIterable<Uint8Array | string>, outlet: BodyOutlet, transport: Transport) {
    this.#content = content;
    this.#outlet = outlet;
    this.#transport = transport;
  }

  /** Begins. */
  start(): void {
    this.#transport.registerProducer(this, { streaming: true });
    void this.#run();
  }

  /** Sends nothing more, and lets the source know. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#transport.unregisterProducer();
    this.#goOn();
  }

  pauseProducing(): void {
    this.#paused = true;
    this.#outlet.sendStalled(true);
  }

  resumeProducing(): void {
    if (!this.#paused) return;
    this.#outlet.sendStalled(false);
    this.#goOn();
  }

  stopProducing(): void {
    this.#stopped = true;
    this.#goOn();
  }

  async #run(): Promise<void> {
    try {
      for await (const piece of this.#content) {
        if (this.#isOver()) return;
        const chunk = typeof piece === "string" ? Buffer.from(piece) : asBuffer(piece);
        if (chunk.length === 0) continue;
        this.#outlet.sendChunk(chunk);
        if (this.#paused) await this.#room();
        if (this.#isOver()) return;
      }
    } catch (error) {
      if (this.#isOver()) return;
      this.stop();
      this.#outlet.sendFailed(error);
      return;
    }
    if (this.#isOver()) return;
    this.stop();
    this.#outlet.sendEnd();
  }

  /** A question, because the answer changes while we wait. */
  #isOver(): boolean {
    return this.#stopped;
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  #goOn(): void {
    this.#paused = false;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }
}
