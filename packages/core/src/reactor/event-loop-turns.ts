/**
 * Virtual time must not go on before the code under test has come to rest: an `await` continues in a microtask, a Node stream
 * in a `process.nextTick`, and each may start the other. Node runs both queues dry before it takes up the next
 * message of a `MessageChannel`, so a message to ourselves comes back exactly when everything has settled. No real time is
 * waited for, and the order is the same in every run. Real I/O is not waited for: it has no place in virtual time.
 */

import { MessageChannel } from "node:worker_threads";

/** Waits for the turn of the event loop to be over, again and again. `close` it, or the process does not end. */
export class EventLoopTurns {
  readonly #channel = new MessageChannel();
  #resume: (() => void) | undefined = undefined;
  readonly #wait = (resolve: () => void): void => {
    this.#resume = resolve;
    this.#channel.port2.postMessage(undefined);
  };

  constructor() {
    this.#channel.port1.on("message", () => {
      const resume = this.#resume;
      this.#resume = undefined;
      resume?.();
    });
  }

  /** Fulfilled once all microtasks and ticks have run, those too that they start. One wait at a time. */
  over(): Promise<void> {
    return new Promise(this.#wait);
  }

  close(): void {
    this.#channel.port1.close();
  }
}
