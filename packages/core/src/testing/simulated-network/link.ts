import type { SeededRandom } from "../seeded-random.js";
import type { NetworkEvent, NetworkTime } from "./network-time.js";

/** Which of the two ways along a link. */
export type Direction = 0 | 1;

/** What a link between two hosts is like, in both directions alike. */
export interface LinkOptions {
  /** How long a packet is on its way. @default 1 */
  readonly latencyMs?: number;
  /** By how much the latency varies at most, evenly. @default 0 */
  readonly jitterMs?: number;
  /** How much goes through in a second. @default Infinity */
  readonly bytesPerSecond?: number;
  /** The probability that a datagram is lost. Streams are reliable: they only feel partitions. @default 0 */
  readonly loss?: number;
  /** The probability that a datagram comes twice. @default 0 */
  readonly duplication?: number;
  /** The probability that a datagram is held up for up to ten latencies, so that later ones overtake it. @default 0 */
  readonly reordering?: number;
}

/** When something happens to a link or a host, and for how long. */
export interface OutageOptions {
  /** In how long it begins. @default 0: now */
  readonly afterMs?: number;
  /** How long it lasts. @default until it is ended by hand */
  readonly forMs?: number;
}

/** What a `Link` needs of its network. */
export interface LinkContext {
  readonly name: string;
  readonly time: NetworkTime;
  readonly random: SeededRandom;
  readonly trace: (text: string) => void;
  /** Resets every connection that runs over this link. */
  readonly resetConnections: () => void;
}

/** The wire between two hosts. */
export class Link {
  readonly #context: LinkContext;
  #options: LinkOptions;
  #partitioned = false;
  #outage: NetworkEvent[] = [];
  readonly #freeAt: [number, number] = [0, 0];

  constructor(options: LinkOptions, context: LinkContext) {
    this.#options = options;
    this.#context = context;
  }

  /** Whether nothing gets through. */
  get partitioned(): boolean {
    return this.#partitioned;
  }

  get options(): LinkOptions {
    return this.#options;
  }

  /** Changes what `options` names; what is on its way already is not changed. */
  set(options: LinkOptions): void {
    this.#options = { ...this.#options, ...options };
  }

  /**
   * Nothing gets through: datagrams are lost; streams send again and again, and give up in the end; who connects waits for an answer.
   * Takes the place of a partition that was planned before.
   */
  partition(options: OutageOptions = {}): void {
    this.#cancelOutage();
    this.#plan(options.afterMs ?? 0, () => {
      this.#partitioned = true;
      this.#context.trace(`${this.#context.name} partitioned`);
      if (options.forMs !== undefined) {
        this.#plan(options.forMs, () => {
          this.heal();
        });
      }
    });
  }

  /** Ends a partition, also one that was only planned. */
  heal(): void {
    this.#cancelOutage();
    if (!this.#partitioned) return;
    this.#partitioned = false;
    this.#context.trace(`${this.#context.name} healed`);
  }

  /** Resets every connection that runs over this link, as a middlebox that has lost its mind would: both ends hear of it now. */
  reset(options: Pick<OutageOptions, "afterMs"> = {}): void {
    const { afterMs = 0 } = options;
    if (afterMs === 0) this.#context.resetConnections();
    else this.#context.time.after(afterMs, this.#context.resetConnections);
  }

  /** For the network: when what is being sent in that direction has gone out. */
  freeAt(direction: Direction): number {
    return this.#freeAt[direction];
  }

  /** For the network: how long a packet takes that is sent now. */
  latency(): number {
    const { latencyMs = 1, jitterMs = 0 } = this.#options;
    return jitterMs === 0 ? latencyMs : latencyMs + this.#context.random.next() * jitterMs;
  }

  /** For the network: when `bytes` that are sent now in that direction have arrived. */
  arrival(direction: Direction, bytes: number): number {
    const now = this.#context.time.now();
    const { bytesPerSecond = Number.POSITIVE_INFINITY } = this.#options;
    const sent = Math.max(now, this.#freeAt[direction]) + (bytes * 1_000) / bytesPerSecond;
    this.#freeAt[direction] = sent;
    return sent + this.latency();
  }

  /** For the network: how a datagram fares, when each copy of it arrives, if any does. */
  datagramArrivals(direction: Direction, bytes: number): number[] {
    const { random } = this.#context;
    const { loss = 0, duplication = 0, reordering = 0, latencyMs = 1 } = this.#options;
    const arrival = this.arrival(direction, bytes);
    if (this.#partitioned || random.chance(loss)) return [];
    const held = random.chance(reordering) ? random.next() * latencyMs * 10 : 0;
    const arrivals = [arrival + held];
    if (random.chance(duplication)) arrivals.push(arrival + held + random.next() * latencyMs);
    return arrivals;
  }

  #plan(delayMs: number, run: () => void): void {
    if (delayMs === 0) run();
    else this.#outage.push(this.#context.time.after(delayMs, run));
  }

  #cancelOutage(): void {
    for (const event of this.#outage) this.#context.time.cancel(event);
    this.#outage = [];
  }
}
