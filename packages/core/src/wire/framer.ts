import { LimitExceededError } from "./limit-exceeded-error.js";
import { assertLimit, defaultLimits } from "./limits.js";
import { ReceiveBuffer } from "./receive-buffer.js";

/**
 * What the framers share. Bytes go in by `receive`; items come out as method calls on a sink, one after the other, in
 * a loop and never by recursion, so that a million items in one chunk cost no stack and no array.
 *
 * The sink may call any method of its framer from inside such a call, `receive` included: the call takes effect
 * before the next item, and what was fed waits its turn. If the sink throws, the exception comes out of `receive` (or
 * `resume`); the item that it threw on is gone and the rest still waits.
 */

/** Options of every framer. */
export interface FramerOptions {
  /**
   * Bytes that may wait while the framer is paused: a backstop for an owner that pauses the framer and lets its
   * transport go on. @default 1_048_576, `defaultLimits.maxBufferedBytes`
   */
  readonly maxBufferedBytes?: number;
}

/** Cuts a stream of bytes into items. Base of `LineFramer`, `LengthPrefixedFramer` and `NetstringFramer`. */
export abstract class Framer {
  /** What has been received and not yet given out. Bounded by the framer's own limits, and by `receive` while paused. */
  protected readonly buffer = new ReceiveBuffer({ maxBufferedBytes: Infinity });
  readonly #maxBufferedBytes: number;
  #paused = false;
  #stopped = false;
  #delivering = false;

  constructor(options: FramerOptions) {
    const { maxBufferedBytes = defaultLimits.maxBufferedBytes } = options;
    assertLimit("maxBufferedBytes", maxBufferedBytes);
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  /** True between `pause` and `resume`. */
  get paused(): boolean {
    return this.#paused;
  }

  /** True after `stop`, and after an error that leaves no way to find the next item. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** How many received bytes have not been given out. */
  get bufferedBytes(): number {
    return this.buffer.length;
  }

  /** How many bytes this framer has looked at or copied in its life: what tests of linear time count. */
  get work(): number {
    return this.buffer.work;
  }

  /**
   * Takes the next bytes of the stream and gives out every item that is now whole. The framer may keep `data` itself,
   * so its bytes must not change afterwards. Once stopped, it drops them.
   * Throws `LimitExceededError`, and stops, if over `maxBufferedBytes` would wait while paused.
   */
  receive(data: Uint8Array): void {
    if (this.#stopped) return;
    if (this.#paused && this.buffer.length + data.length > this.#maxBufferedBytes) {
      this.stop();
      throw new LimitExceededError("maxBufferedBytes", this.#maxBufferedBytes);
    }
    this.buffer.append(data);
    this.deliver();
  }

  /** Gives out nothing more, from the next item on, until `resume`. What is received meanwhile waits. */
  pause(): void {
    this.#paused = true;
  }

  /** Takes `pause` back, and gives out what waits. */
  resume(): void {
    this.#paused = false;
    this.deliver();
  }

  /** Drops what waits and whatever comes. For good: there is no way back. */
  stop(): void {
    this.#stopped = true;
    this.buffer.clear();
  }

  /**
   * Everything that has been received and not given out, for who takes over the stream (or to be dropped, as what was
   * pipelined in front of a STARTTLS must be). The framer keeps nothing of it.
   */
  takeRemaining(): Buffer {
    return this.buffer.takeAll();
  }

  /** Gives out all that can be given out now. Does nothing if that is already under way further up the stack. */
  protected deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      let more = true;
      while (more && !this.#paused && !this.#stopped) more = this.deliverNext();
      this.buffer.compact();
    } finally {
      this.#delivering = false;
    }
  }

  /**
   * Takes one item out of the buffer and then gives it to the sink, as its last act. True if there may be more; false
   * if more bytes are needed. Never called while paused or stopped.
   */
  protected abstract deliverNext(): boolean;
}
