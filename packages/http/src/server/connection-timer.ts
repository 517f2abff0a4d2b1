import type { ConnectionTimers, SweptTimer } from "./connection-timers.js";

/** What a connection waits for its peer to do. */
export type AwaitedStep = "first-byte" | "headers" | "body" | "keep-alive" | "write";

/** Who is told when the peer hasn't done it in time. */
export interface TimerOwner {
  /** Throws nothing: the other connections' timers come after it. */
  timedOut(awaited: AwaitedStep): void;
}

/** The one timer of a connection, whatever it is waiting for. To wait for something else, or longer, costs a look at the clock. */
export class ConnectionTimer implements SweptTimer {
  /** For `ConnectionTimers`: where it is among them; -1 where it isn't. */
  index = -1;
  readonly #timers: ConnectionTimers;
  readonly #owner: TimerOwner;
  #awaited: AwaitedStep | undefined = undefined;
  #deadline = 0;

  constructor(timers: ConnectionTimers, owner: TimerOwner) {
    this.#timers = timers;
    this.#owner = owner;
  }

  /** What is waited for now. */
  get awaited(): AwaitedStep | undefined {
    return this.#awaited;
  }

  /** When it is due, on the clock of its `ConnectionTimers`. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Waits `timeoutMs` from now, for `awaited` and for nothing else. */
  await(awaited: AwaitedStep, timeoutMs: number): void {
    const timers = this.#timers;
    if (this.index < 0) timers.add(this);
    this.#awaited = awaited;
    this.#deadline = timers.clock.now() + timeoutMs;
    timers.note(this.#deadline);
  }

  /** Waits for nothing. */
  rest(): void {
    this.#awaited = undefined;
  }

  /** Waits for nothing ever more. */
  stop(): void {
    this.#awaited = undefined;
    if (this.index >= 0) this.#timers.remove(this);
  }

  /** For `ConnectionTimers`: it is due. */
  expire(): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    if (awaited !== undefined) this.#owner.timedOut(awaited);
  }
}
