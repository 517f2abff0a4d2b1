import { ReceiveBuffer } from "@twist/core/wire";
import type { ServerSink } from "./server-sink.js";

/** How much is read in one turn of the event loop: lines, and ends of messages. */
const READS_PER_TURN = 1000;

/**
 * What a server has received, and reads piece by piece: in a loop and not by recursion, however many commands come at once; no further than to what has to be answered
 * first; and after some, the event loop gets its turn.
 */
export abstract class ServerInput {
  protected readonly buffer = new ReceiveBuffer({ maxBufferedBytes: Infinity });
  readonly #sink: Pick<ServerSink, "turnEnded" | "pauseReading" | "resumeReading">;
  #running = false;
  #held = false;
  #paused = false;
  #readsLeft = READS_PER_TURN;

  constructor(sink: Pick<ServerSink, "turnEnded" | "pauseReading" | "resumeReading">) {
    this.#sink = sink;
  }

  /** Whether it waits for the sink, and not for the client. */
  abstract get isAnswering(): boolean;

  /** Whether what has been received is to be read at all. */
  protected abstract get isReading(): boolean;

  /** Reads one thing. @returns false where there isn't enough of it yet. */
  protected abstract readNext(): boolean;

  /** Whether it is reading just now, and may have more to say when it has read. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** Whether there is something left to do before more has to come from the client. */
  get isBusy(): boolean {
    return this.isAnswering || this.#running || (this.buffer.length > 0 && this.#mustWait);
  }

  /** Goes on in a new turn of the event loop. */
  continue(): void {
    this.#readsLeft = READS_PER_TURN;
    this.readAll();
  }

  /** The output is full: nothing more is read until `release`. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.continue();
  }

  /** One more thing was read of those that a turn may have so many of. */
  protected countRead(): void {
    if (this.#readsLeft > 0) this.#readsLeft--;
  }

  /** Reads what there is. */
  protected readAll(): void {
    if (this.#running) return;
    this.#running = true;
    while (this.buffer.length > 0 && !this.isAnswering && !this.#held && this.isReading) {
      if (this.#readsLeft === 0) {
        this.#sink.turnEnded();
        break;
      }
      if (!this.readNext()) break;
    }
    this.#running = false;
    this.#updatePause();
  }

  /** While something has to be done before more can be read, no more is received than has come already. */
  #updatePause(): void {
    const paused = this.buffer.length > 0 && this.isReading && (this.isAnswering || this.#mustWait);
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#sink.pauseReading();
    else this.#sink.resumeReading();
  }

  get #mustWait(): boolean {
    return this.#held || this.#readsLeft === 0;
  }
}
