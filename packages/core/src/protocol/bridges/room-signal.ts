import type { PushProducer } from "../../transport/producer.js";

/** Turns a transport's backpressure into a callback: registered as its producer, it calls whoever waits once there is room. */
export class RoomSignal implements PushProducer {
  #waiting: (() => void) | undefined = undefined;

  /** Calls `callback` once there is room again. One may wait at a time. */
  wait(callback: () => void): void {
    this.#waiting = callback;
  }

  /** Calls whoever waits, now. */
  release(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  pauseProducing(): void {
    // `write` has said so already.
  }

  resumeProducing(): void {
    this.release();
  }

  stopProducing(): void {
    // `connectionLost` comes next, and says why.
  }
}
