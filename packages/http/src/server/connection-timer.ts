import type { DelayedCall, ReactorTime } from "@twist/core";

/** What a connection waits for its peer to do. */
export type Awaited = "first-byte" | "headers" | "body" | "keep-alive" | "write";

/** Who is told when the peer hasn't done it in time. */
export interface TimerOwner {
  timedOut(awaited: Awaited): void;
}

/**
 * The one timer of a connection, whatever it is waiting for. To wait for something else, or longer, costs a look at the clock:
 * the call that is set already stays, and finds out when it comes that it is too early.
 */
export class ConnectionTimer {
  readonly #clock: ReactorTime;
  readonly #owner: TimerOwner;
  #awaited: Awaited | undefined = undefined;
  #deadline = 0;
  #call: DelayedCall | undefined = undefined;

  constructor(clock: ReactorTime, owner: TimerOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  /** What is waited for now. */
  get awaited(): Awaited | undefined {
    return this.#awaited;
  }

  /** Waits `timeoutMs` from now, for `awaited` and for nothing else. */
  await(awaited: Awaited, timeoutMs: number): void {
    this.#awaited = awaited;
    this.#deadline = this.#clock.now() + timeoutMs;
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    if (this.#call === undefined) this.#set(timeoutMs);
    else if (this.#call.dueAt > this.#deadline) this.#call.reset(timeoutMs);
  }

  /** Waits for nothing. */
  rest(): void {
    this.#awaited = undefined;
  }

  /** Waits for nothing ever more. */
  stop(): void {
    this.#awaited = undefined;
    this.#call?.cancel();
    this.#call = undefined;
  }

  #set(delayMs: number): void {
    this.#call = this.#clock.callLater(delayMs, () => {
      this.#due();
    });
  }

  #due(): void {
    this.#call = undefined;
    const awaited = this.#awaited;
    if (awaited === undefined) return;
    const earlyMs = this.#deadline - this.#clock.now();
    if (earlyMs > 0) {
      if (earlyMs !== Number.POSITIVE_INFINITY) this.#set(earlyMs);
      return;
    }
    this.#awaited = undefined;
    this.#owner.timedOut(awaited);
  }
}
