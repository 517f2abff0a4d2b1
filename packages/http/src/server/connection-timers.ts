import type { DelayedCall, ReactorTime } from "@twist/core";

/** Each connection puts two sweeps at least this far apart, so that however many there are, looking at them takes a few thousandths of the time. */
const SPACING_MS = 0.02;

/** What a connection waits for its peer to do. */
export type AwaitedStep = "first-byte" | "headers" | "body" | "keep-alive" | "write";

/** Who is told when the peer hasn't done it in time. */
export interface TimedConnection {
  /** Where it is among the others; -1 where it isn't. For `ConnectionTimers` alone. */
  timerIndex: number;
  /** Throws nothing: the other connections' turns come after it. */
  timedOut(awaited: AwaitedStep): void;
}

/**
 * The timers of many connections, one for each, on one call of the reactor: when the earliest of them may be due, all are looked at. An idle connection has
 * no timer of the system's nor an object for it, and to wait for something else, or longer, costs a look at the clock. Few are told exactly in time; ten
 * thousand up to 200 ms late.
 */
export class ConnectionTimers {
  readonly clock: ReactorTime;
  /** In no order. Each knows its index, which is the same in the other two. */
  readonly #connections: TimedConnection[] = [];
  readonly #awaited: (AwaitedStep | undefined)[] = [];
  readonly #deadlines: number[] = [];
  #call: DelayedCall | undefined = undefined;
  /** None is due before. */
  #earliest = Number.POSITIVE_INFINITY;
  #sweeping = false;

  constructor(clock: ReactorTime) {
    this.clock = clock;
  }

  /** Waits `timeoutMs` from now for what `connection` is to do, and for nothing else. */
  await(connection: TimedConnection, awaited: AwaitedStep, timeoutMs: number): void {
    if (connection.timerIndex < 0) connection.timerIndex = this.#connections.push(connection) - 1;
    const deadline = this.clock.now() + timeoutMs;
    this.#awaited[connection.timerIndex] = awaited;
    this.#deadlines[connection.timerIndex] = deadline;
    this.#note(deadline);
  }

  /** What is waited for now. */
  awaitedOf(connection: TimedConnection): AwaitedStep | undefined {
    return this.#awaited[connection.timerIndex];
  }

  /** Waits for nothing. */
  rest(connection: TimedConnection): void {
    if (connection.timerIndex >= 0) this.#awaited[connection.timerIndex] = undefined;
  }

  /** Waits for nothing, and forgets `connection`. */
  remove(connection: TimedConnection): void {
    const index = connection.timerIndex;
    if (index < 0) return;
    connection.timerIndex = -1;
    const last = this.#connections.pop();
    const awaited = this.#awaited.pop();
    const deadline = this.#deadlines.pop();
    if (last !== undefined && last !== connection && deadline !== undefined) {
      this.#connections[index] = last;
      this.#awaited[index] = awaited;
      this.#deadlines[index] = deadline;
      last.timerIndex = index;
    }
    if (this.#connections.length > 0) return;
    this.#call?.cancel();
    this.#call = undefined;
    this.#earliest = Number.POSITIVE_INFINITY;
  }

  #note(deadline: number): void {
    if (deadline >= this.#earliest) return;
    this.#earliest = deadline;
    if (!this.#sweeping) this.#schedule(0);
  }

  /** @param leastMs How far away the next sweep is at the least. */
  #schedule(leastMs: number): void {
    if (this.#earliest === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(leastMs, this.#earliest - this.clock.now());
    if (this.#call === undefined) {
      this.#call = this.clock.callLater(delayMs, () => {
        this.#sweep();
      });
    } else {
      this.#call.reset(delayMs);
    }
  }

  #sweep(): void {
    this.#call = undefined;
    this.#earliest = Number.POSITIVE_INFINITY;
    this.#sweeping = true;
    const now = this.clock.now();
    // Backwards: what takes the place of one that is removed has been looked at before.
    for (let i = this.#connections.length - 1; i >= 0; i--) {
      const awaited = this.#awaited[i];
      const deadline = this.#deadlines[i];
      if (awaited === undefined || deadline === undefined) continue;
      if (deadline <= now) {
        this.#awaited[i] = undefined;
        this.#connections[i]?.timedOut(awaited);
      } else if (deadline < this.#earliest) this.#earliest = deadline;
    }
    this.#sweeping = false;
    this.#schedule(this.#connections.length * SPACING_MS);
  }
}
