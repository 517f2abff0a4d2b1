import type { PullProducer, PushProducer } from "./producer.js";

/** Joins a producer to its consumer: knows whether it is paused, and makes a pull producer go on by itself. */
export class ProducerLink {
  /** Our direction is closed once this producer is done. */
  isLast = false;
  readonly #producer: PushProducer | PullProducer;
  readonly #streaming: boolean;
  /** Push: it was told to pause. Pull: the consumer has enough for now. */
  #full = false;
  #over = false;
  /** Pull: it is being asked right now, and whether it has written since. */
  #asking = false;
  #wrote = false;

  constructor(producer: PushProducer | PullProducer, streaming: boolean) {
    this.#producer = producer;
    this.#streaming = streaming;
  }

  /** Asks a pull producer for its first piece. */
  begin(): void {
    if (!this.#streaming) this.#pull();
  }

  /** Something was written to the consumer, which has room for more or not. */
  written(more: boolean): void {
    this.#wrote = true;
    if (!more) {
      if (this.#full) return;
      this.#full = true;
      if (this.#streaming) (this.#producer as PushProducer).pauseProducing();
    } else if (!this.#streaming && !this.#asking) {
      this.#pull();
    }
  }

  /** The consumer has room again. */
  drained(): void {
    if (!this.#full || this.#over) return;
    this.#full = false;
    if (this.#streaming) this.#producer.resumeProducing();
    else this.#pull();
  }

  /** The producer is done. */
  end(): void {
    this.#over = true;
  }

  /** The consumer is gone. */
  stop(): void {
    this.#over = true;
    this.#producer.stopProducing();
  }

  /** It has written what it was asked for, and there is room for more. */
  get #wantsMore(): boolean {
    return this.#wrote && !this.#full && !this.#over;
  }

  /** Asks until there is enough, or until the producer writes later than it is asked: `written` then goes on. */
  #pull(): void {
    this.#asking = true;
    try {
      do {
        this.#wrote = false;
        this.#producer.resumeProducing();
      } while (this.#wantsMore);
    } finally {
      this.#asking = false;
    }
  }
}
