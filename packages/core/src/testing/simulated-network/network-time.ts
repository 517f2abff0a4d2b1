/** The one clock of a simulated network: whatever happens, on a wire or in a program, is an event in one order. */

import { CallHeap, type HeapEntry } from "../../reactor/call-heap.js";
import { EventLoopTurns } from "../../reactor/event-loop-turns.js";
import { Logger } from "../../logging/logger.js";
import { NetworkStillBusy } from "./network-errors.js";

const log = new Logger("twist.testing.network");

/** More events than this at one instant are taken for a circle. */
const mostEventsAtOneInstant = 1_000_000;

/** Something that happens at an instant. */
export interface NetworkEvent extends HeapEntry {
  run(): void;
}

class PlainEvent implements NetworkEvent {
  readonly dueAt: number;
  readonly sequence: number;
  position = -1;
  readonly run: () => void;

  constructor(dueAt: number, sequence: number, run: () => void) {
    this.dueAt = dueAt;
    this.sequence = sequence;
    this.run = run;
  }
}

/** What a program has given something to send: it goes out when the program has come to rest, so that what is written in one turn goes together. */
export interface Sender {
  /** @returns whether a program was called meanwhile. */
  sendNow(): boolean;
}

export class NetworkTime {
  /** Everything that is to happen. */
  readonly events = new CallHeap<NetworkEvent>();
  readonly #startAt: number;
  /** Who has something to send, once the programs have come to rest. */
  #senders: Sender[] = [];
  #now = 0;
  #running = false;
  #atThisInstant = 0;

  constructor(startAt: number) {
    this.#startAt = startAt;
  }

  readonly now = (): number => this.#now;

  wallTime(): number {
    return this.#startAt + this.#now;
  }

  /** Lets `run` happen in `delayMs`. */
  after(delayMs: number, run: () => void): NetworkEvent {
    return this.at(this.#now + delayMs, run);
  }

  /** Lets `run` happen at `instant`. */
  at(instant: number, run: () => void): NetworkEvent {
    const event = new PlainEvent(Math.max(instant, this.#now), this.events.nextSequence(), run);
    this.events.add(event);
    return event;
  }

  /** Lets `sender` send at this instant, once the programs have come to rest. To be called once until then. */
  send(sender: Sender): void {
    this.#senders.push(sender);
  }

  cancel(event: NetworkEvent): void {
    if (event.position >= 0) this.events.remove(event);
  }

  /**
   * Lets time pass up to the instant `until`, or until nothing is left to happen. Between two events the programs come to rest.
   * @throws {NetworkStillBusy} where something is left at the instant `giveUpAt`.
   */
  async run(until: number | undefined, giveUpAt: number): Promise<void> {
    if (this.#running) throw new TypeError("This network is running already: await the run() before.");
    this.#running = true;
    const turns = new EventLoopTurns();
    try {
      await this.#settle(turns);
      for (
        let event = this.events.first;
        event !== undefined && event.dueAt <= (until ?? event.dueAt);
        event = this.events.first
      ) {
        if (event.dueAt > giveUpAt)
          throw new NetworkStillBusy(`Something is left to happen after ${String(giveUpAt)} ms of virtual time.`);
        this.#happen(event);
        await this.#settle(turns);
      }
      if (until !== undefined) this.#now = Math.max(this.#now, until);
    } finally {
      turns.close();
      this.#running = false;
    }
  }

  /** The programs come to rest, and what they have written goes out. */
  async #settle(turns: EventLoopTurns): Promise<void> {
    let programsCalled = true;
    while (programsCalled) {
      await turns.over();
      programsCalled = false;
      const senders = this.#senders;
      if (senders.length === 0) return;
      this.#senders = [];
      for (const sender of senders) if (sender.sendNow()) programsCalled = true;
    }
  }

  #happen(event: NetworkEvent): void {
    this.events.remove(event);
    if (event.dueAt > this.#now) this.#atThisInstant = 0;
    this.#now = event.dueAt;
    this.#atThisInstant += 1;
    if (this.#atThisInstant > mostEventsAtOneInstant) {
      throw new NetworkStillBusy(
        `At ${String(this.#now)} ms over ${String(mostEventsAtOneInstant)} things happened without time passing.`,
      );
    }
    try {
      event.run();
    } catch (error) {
      log.error("A delayed call threw", { error });
    }
  }
}
