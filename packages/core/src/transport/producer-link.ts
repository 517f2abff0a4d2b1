import type { PullProducer, PushProducer } from "./producer.js";

/** A sum of these is what a link knows. One number, since every connection of a server may have a link. */
const STREAMING = 1;
/** Our direction is closed once this producer is done. */
const LAST = 2;
/** Push: it was told to pause. Pull: the consumer has enough for now. */
const FULL = 4;
const OVER = 8;
/** Pull: it is being asked right now. */
const ASKING = 16;
/** Pull: it has written since it was asked. */
const WROTE = 32;

/** Joins a producer to its consumer: knows whether it is paused, and makes a pull producer go on by itself. */
export class ProducerLink {
  readonly #producer: PushProducer | PullProducer;
  #state: number;

  constructor(producer: PushProducer | PullProducer, streaming: boolean) {
    this.#producer = producer;
    this.#state = streaming ? STREAMING : 0;
  }

  /** Our direction is closed once this producer is done. */
  get isLast(): boolean {
    return (this.#state & LAST) !== 0;
  }

  set isLast(isLast: boolean) {
    this.#state = isLast ? this.#state | LAST : this.#state & ~LAST;
  }

  /** Asks a pull producer for its first piece. */
  begin(): void {
    if ((this.#state & STREAMING) === 0) this.#pull();
  }

  /** Something was written to the consumer, which has room for more or not. */
  written(more: boolean): void {
    this.#state |= WROTE;
    if (!more) {
      if ((this.#state & FULL) !== 0) return;
      this.#state |= FULL;
      if ((this.#state & STREAMING) !== 0) (this.#producer as PushProducer).pauseProducing();
    } else if ((this.#state & (STREAMING | ASKING)) === 0) {
      this.#pull();
    }
  }

  /** The consumer has room again. */
  drained(): void {
    if ((this.#state & (FULL | OVER)) !== FULL) return;
    this.#state &= ~FULL;
    if ((this.#state & STREAMING) !== 0) this.#producer.resumeProducing();
    else this.#pull();
  }

  /** The producer is done. */
  end(): void {
    this.#state |= OVER;
  }

  /** The consumer is gone. */
  stop(): void {
    this.#state |= OVER;
    this.#producer.stopProducing();
  }

  /** Asks until there is enough, or until the producer writes later than it is asked: `written` then goes on. */
  #pull(): void {
    this.#state |= ASKING;
    try {
      do {
        this.#state &= ~WROTE;
        this.#producer.resumeProducing();
      } while ((this.#state & (WROTE | FULL | OVER)) === WROTE);
    } finally {
      this.#state &= ~ASKING;
    }
  }
}
