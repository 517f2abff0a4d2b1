/** Virtual time, for tests (Twisted's Clock): it stands still until it is told to go on. */

import type { DelayedCall, ReactorTime } from "../deferred/reactor-time.js";
import { Logger } from "../logging/logger.js";
import { CallHeap } from "./call-heap.js";
import { EventLoopTurns } from "./event-loop-turns.js";
import { checkDelay, VirtualCall } from "./virtual-call.js";

const log = new Logger("twist.core.clock");

/** A clock at whose one instant more calls ran than this is taken to be stuck in a circle. */
const mostCallsAtOneInstant = 1_000_000;

/** 2000-01-01T00:00:00Z. */
const usualStart = 946_684_800_000;

export interface ClockOptions {
  /** What `wallTime` says when `now` is 0, in milliseconds since 1970. @default 2000-01-01T00:00:00Z */
  readonly startAt?: number;
}

/**
 * Time that a test moves. Calls run in the order of their due times, those of one instant in the order in which they were set;
 * each sees `now` at its own due time. An exception out of a call is logged and doesn't stop the others.
 */
export class Clock implements ReactorTime {
  readonly #calls = new CallHeap<VirtualCall>();
  readonly #startAt: number;
  readonly #readNow = (): number => this.#now;
  #now = 0;
  #advancing = false;
  #ranAtThisInstant = 0;

  constructor(options: ClockOptions = {}) {
    this.#startAt = options.startAt ?? usualStart;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#startAt + this.#now;
  }

  callLater(delayMs: number, callback: () => void): DelayedCall {
    return new VirtualCall(this.#calls, this.#readNow, delayMs, callback);
  }

  /** The calls that wait, the next one first. */
  get calls(): readonly DelayedCall[] {
    return this.#calls.inOrder();
  }

  /** When the next call is due; `undefined` where none waits. */
  get nextDueAt(): number | undefined {
    return this.#calls.first?.dueAt;
  }

  /**
   * Lets `ms` milliseconds pass, and runs what becomes due.
   * @throws {TypeError} where a call of this clock is running: time can't pass within an instant.
   */
  advance(ms: number): void {
    this.#begin(ms);
    const until = this.#now + ms;
    try {
      while (this.#runNext(until)) continue;
      this.#moveTo(until);
    } finally {
      this.#advancing = false;
    }
  }

  /** Calls `advance` with each of `steps`. */
  pump(steps: Iterable<number>): void {
    for (const step of steps) this.advance(step);
  }

  /** As `advance`, and lets the promises that each call has moved come to rest before the next one runs. */
  async advanceAsync(ms: number): Promise<void> {
    this.#begin(ms);
    const until = this.#now + ms;
    const turns = new EventLoopTurns();
    try {
      do await turns.over();
      while (this.#runNext(until));
      this.#moveTo(until);
    } finally {
      turns.close();
      this.#advancing = false;
    }
  }

  #begin(ms: number): void {
    checkDelay(ms);
    if (this.#advancing)
      throw new TypeError("This clock is being advanced already: time cannot pass within an instant.");
    this.#advancing = true;
  }

  #runNext(until: number): boolean {
    const call = this.#calls.first;
    if (call === undefined || call.dueAt > until) return false;
    this.#calls.remove(call);
    this.#moveTo(call.dueAt);
    this.#ranAtThisInstant += 1;
    if (this.#ranAtThisInstant > mostCallsAtOneInstant) {
      throw new Error(
        `Over ${String(mostCallsAtOneInstant)} calls ran at one instant: something calls callLater(0) in a circle.`,
      );
    }
    try {
      call.run();
    } catch (error) {
      log.error("A delayed call threw", { error });
    }
    return true;
  }

  #moveTo(instant: number): void {
    if (instant <= this.#now) return;
    this.#now = instant;
    this.#ranAtThisInstant = 0;
  }
}
