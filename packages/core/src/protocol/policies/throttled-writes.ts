import type { DelayedCall } from "../../deferred/reactor-time.js";
import { ProducerLink } from "../../transport/producer-link.js";
import type { PullProducer, PushProducer } from "../../transport/producer.js";
import type { Transport } from "../../transport/transport.js";
import type { RateLimit } from "./rate-limit.js";

/** The least timers that still flow smoothly: what is delayed goes out in as many slices per second. */
const slicesPerSecond = 10;
const largestSliceBytes = 65_536;

/**
 * The writing half of a throttled connection: holds back what is too fast for `limits`, and stands between the wire and the
 * protocol's producer, so that this one is paused while too much is held back. To the wire it is itself a producer, for as
 * long as there may be something to send: a wire closes, after `loseConnection`, once its producer is done.
 */
export class ThrottledWrites implements PushProducer {
  readonly #below: Transport;
  readonly #limits: readonly RateLimit[];
  readonly #highWaterMarkBytes: number;
  readonly #sliceBytes: number;
  /** What is held back, from `#head` on. */
  #chunks: Buffer[] = [];
  #head = 0;
  #heldBytes = 0;
  /** Runs while nothing may be sent. */
  #timer: DelayedCall | undefined = undefined;
  #belowFull = false;
  /** `write` said false, and the producer hasn't been told yet that there is room again. */
  #full = false;
  #producer: ProducerLink | undefined = undefined;
  #ending = false;
  #over = false;

  constructor(below: Transport, limits: readonly RateLimit[], highWaterMarkBytes: number) {
    this.#below = below;
    this.#limits = limits;
    this.#highWaterMarkBytes = highWaterMarkBytes;
    const slowest = Math.min(...limits.map((limit) => limit.bytesPerSecond));
    this.#sliceBytes = Math.max(1, Math.min(largestSliceBytes, Math.floor(slowest / slicesPerSecond)));
    below.registerProducer(this, { streaming: true });
  }

  /** How many bytes are held back. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Sends `chunks`, at once or later. @returns what `Transport.write` does. */
  write(chunks: readonly Buffer[]): boolean {
    if (!this.#open) return false;
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.#chunks.push(chunk);
      this.#heldBytes += chunk.length;
    }
    this.#send();
    const more = !this.#belowFull && this.#heldBytes < this.#highWaterMarkBytes;
    if (!more) this.#full = true;
    this.#producer?.written(more);
    return more;
  }

  /** Sends what is held back now, whatever the limits say: it is charged for, and delays what comes later. */
  flush(): void {
    for (let slice = this.#take(); slice !== undefined; slice = this.#take()) this.#pass(slice);
  }

  /** Nothing more will be written than what a registered producer still makes. The wire, told before, is let go behind it. */
  end(): void {
    this.#ending = true;
    this.#letGo();
  }

  /** Forgets what is held back. */
  stop(): void {
    this.#over = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#chunks = [];
    this.#head = 0;
    this.#heldBytes = 0;
    const producer = this.#producer;
    this.#producer = undefined;
    producer?.stop();
  }

  /** As `Transport.registerProducer`. */
  registerProducer(producer: PushProducer | PullProducer, streaming: boolean): void {
    if (this.#producer !== undefined) {
      throw new TypeError("This transport has a producer already. Call unregisterProducer() first.");
    }
    if (!this.#open) {
      producer.stopProducing();
      return;
    }
    this.#producer = new ProducerLink(producer, streaming);
    this.#producer.begin();
  }

  unregisterProducer(): void {
    this.#producer?.end();
    this.#producer = undefined;
    this.#letGo();
  }

  // To the wire: a producer.

  pauseProducing(): void {
    this.#belowFull = true;
  }

  resumeProducing(): void {
    this.#belowFull = false;
    this.#goOn();
  }

  stopProducing(): void {
    this.stop();
  }

  get #open(): boolean {
    return !this.#over && this.#below.connected && (!this.#ending || this.#producer !== undefined);
  }

  #send(): void {
    while (this.#timer === undefined && !this.#belowFull) {
      const slice = this.#take();
      if (slice === undefined) break;
      this.#pass(slice);
    }
    this.#letGo();
  }

  #pass(slice: Buffer): void {
    const { clock } = this.#below;
    const now = clock.now();
    let waitMs = 0;
    for (const limit of this.#limits) waitMs = Math.max(waitMs, limit.take(slice.length, now));
    if (waitMs > 0) {
      this.#timer?.cancel();
      this.#timer = clock.callLater(waitMs, this.#waited);
    }
    this.#below.write(slice);
  }

  readonly #waited = (): void => {
    this.#timer = undefined;
    try {
      this.#goOn();
    } catch (error) {
      // An exception of the producer, which a wire takes for the end of the connection.
      this.#below.abortConnection(
        error instanceof Error ? error : new Error("A producer threw something that is no Error.", { cause: error }),
      );
      throw error;
    }
  };

  #goOn(): void {
    this.#send();
    if (!this.#full || this.#belowFull || this.#heldBytes > this.#highWaterMarkBytes / 2) return;
    this.#full = false;
    this.#producer?.drained();
  }

  #letGo(): void {
    if (!this.#ending || this.#over || this.#heldBytes > 0 || this.#producer !== undefined) return;
    this.#over = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#below.unregisterProducer();
  }

  /** The next slice of what is held back. */
  #take(): Buffer | undefined {
    const chunk = this.#chunks[this.#head];
    if (chunk === undefined) return undefined;
    const slice = chunk.length <= this.#sliceBytes ? chunk : chunk.subarray(0, this.#sliceBytes);
    this.#heldBytes -= slice.length;
    if (slice === chunk) this.#head += 1;
    else this.#chunks[this.#head] = chunk.subarray(slice.length);
    // Only now and then, so that a long queue is not moved for each of its chunks.
    if (this.#head > 64 || this.#heldBytes === 0) {
      this.#chunks = this.#chunks.slice(this.#head);
      this.#head = 0;
    }
    return slice;
  }
}
