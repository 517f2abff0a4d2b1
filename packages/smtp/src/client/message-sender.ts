import type { PushProducer, Transport } from "@twist/core";
import { asBuffer } from "@twist/core/wire";
import type { MessageContent, MessagePieces } from "./message-source.js";

/** Bytes that are taken from a message in memory at a time. One that is no larger goes out in one piece. */
const pieceBytes = 64 * 1024;

/** Makes pieces of a message what goes out: a `DataEncoder`, or what leaves them alone. */
export interface MessageEncoder {
  encode(piece: Uint8Array): Buffer;
  end(): Buffer;
}

/** Where the pieces of a message go. */
export interface MessageOutlet {
  /** One piece, as it goes out; never empty. */
  sendPiece(piece: Buffer): void;
  /** All pieces have been given; `ending`, which may be empty, ends the message. */
  sendEnd(ending: Buffer): void;
  /** The message can't go on: its stream threw, or it isn't what it should be. */
  sendFailed(error: unknown): void;
  /** The server takes nothing for now, or takes again. */
  sendStalled(stalled: boolean): void;
}

/** Reads a message, encodes it and gives it on, no faster than the server takes it. */
export class MessageSender implements PushProducer {
  readonly #content: MessageContent;
  readonly #encoder: MessageEncoder;
  readonly #transport: Transport;
  readonly #outlet: MessageOutlet;
  #registered = false;
  #transportFull = false;
  #windowFull = false;
  #stopped = false;
  #goOn: (() => void) | undefined;
  #sent = 0;

  constructor(content: MessageContent, encoder: MessageEncoder, transport: Transport, outlet: MessageOutlet) {
    this.#content = content;
    this.#encoder = encoder;
    this.#transport = transport;
    this.#outlet = outlet;
  }

  /** Begins. A message that is in memory and small has gone to the outlet, whole, when this returns. */
  start(): void {
    const content = this.#content;
    if (Buffer.isBuffer(content)) {
      this.#runBytes(content);
    } else {
      this.#register();
      void this.#runStream(content);
    }
  }

  /** Gives on nothing more, and lets the message's stream know. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#registered) this.#transport.unregisterProducer();
    this.#wake();
  }

  /** The outlet has enough for now (true), or room again (false). */
  holdBack(hold: boolean): void {
    this.#windowFull = hold;
    if (!hold) this.#resume();
  }

  pauseProducing(): void {
    this.#transportFull = true;
    this.#outlet.sendStalled(true);
  }

  resumeProducing(): void {
    if (!this.#transportFull) return;
    this.#transportFull = false;
    this.#outlet.sendStalled(false);
    this.#resume();
  }

  stopProducing(): void {
    this.#stopped = true;
    this.#wake();
  }

  #runBytes(content: Buffer): void {
    if (content.length > pieceBytes && !this.#registered) this.#register();
    try {
      while (this.#sent < content.length) {
        if (this.#isOver() || this.#isFull()) return;
        const piece = content.subarray(this.#sent, this.#sent + pieceBytes);
        this.#sent += piece.length;
        this.#outlet.sendPiece(this.#encoder.encode(piece));
      }
      if (!this.#isOver()) this.#end();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #runStream(content: MessagePieces): Promise<void> {
    try {
      for await (const piece of content) {
        if (this.#isOver()) return;
        const bytes = typeof piece === "string" ? Buffer.from(piece) : asBuffer(piece);
        if (bytes.length === 0) continue;
        this.#outlet.sendPiece(this.#encoder.encode(bytes));
        while (this.#isFull() && !this.#isOver()) await this.#room();
        if (this.#isOver()) return;
      }
      if (!this.#isOver()) this.#end();
    } catch (error) {
      this.#fail(error);
    }
  }

  #end(): void {
    const ending = this.#encoder.end();
    this.stop();
    this.#outlet.sendEnd(ending);
  }

  #fail(error: unknown): void {
    if (this.#isOver()) return;
    this.stop();
    this.#outlet.sendFailed(error);
  }

  #register(): void {
    this.#registered = true;
    this.#transport.registerProducer(this, { streaming: true });
  }

  /** A question, because the answer changes while we wait. */
  #isOver(): boolean {
    return this.#stopped;
  }

  #isFull(): boolean {
    return this.#transportFull || this.#windowFull;
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  #resume(): void {
    if (this.#isFull() || this.#stopped) return;
    if (Buffer.isBuffer(this.#content)) this.#runBytes(this.#content);
    else this.#wake();
  }

  #wake(): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }
}
