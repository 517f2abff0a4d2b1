/**
 * Backpressure, in Twisted's words. A producer makes data for a consumer, most often a transport. When the consumer
 * has more than enough it pauses the producer; when there is room again it resumes it; when it is gone it stops it.
 */

/** Makes data on its own, until paused. Register it with `{ streaming: true }`. */
export interface PushProducer {
  /** Make no more until `resumeProducing`. */
  pauseProducing(): void;
  /** There is room again. */
  resumeProducing(): void;
  /** The consumer is gone. Make nothing more, ever; free what you hold. */
  stopProducing(): void;
}

/** Makes one piece of data each time it is asked. Register it with `{ streaming: false }`. */
export interface PullProducer {
  /** Write one piece now, or soon. */
  resumeProducing(): void;
  stopProducing(): void;
}

export interface PushProducerOptions {
  readonly streaming: true;
}

export interface PullProducerOptions {
  readonly streaming: false;
}

/** Takes data and tells its producer when to wait. Every `Transport` is one. */
export interface Consumer {
  /**
   * Ties `producer` to this consumer until `unregisterProducer`. A pull producer is asked for its first piece at once.
   * @throws {TypeError} where another producer is registered.
   */
  registerProducer(producer: PushProducer, options: PushProducerOptions): void;
  registerProducer(producer: PullProducer, options: PullProducerOptions): void;
  /** The producer has made all it will. */
  unregisterProducer(): void;
  write(data: Uint8Array | string, encoding?: TextEncoding): boolean;
}

/** How a string given to `write` becomes bytes. @default "utf8" */
export type TextEncoding = "latin1" | "utf8";
