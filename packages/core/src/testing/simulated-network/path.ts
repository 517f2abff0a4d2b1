import type { Link } from "./link.js";

/** Which of the two ways along a link. */
export type Direction = 0 | 1;

/** One direction of the way between two sockets. */
export interface Path {
  /** Nothing gets through. */
  readonly down: boolean;
  /** When what is being sent has gone out, so that more may be. */
  readonly freeAt: number;
  /** How long a packet takes that is sent now. */
  latency(): number;
  /** When `bytes` that are sent now have arrived. Takes up their share of the bandwidth. */
  arrival(bytes: number): number;
  /** How a datagram of `bytes` fares: when each copy of it arrives, if any does. */
  datagramArrivals(bytes: number): number[];
  /** The link that it goes along, if it leaves the host. */
  readonly link: Link | undefined;
}

/** Along a link. */
export class LinkPath implements Path {
  readonly link: Link;
  readonly #direction: Direction;

  constructor(link: Link, direction: Direction) {
    this.link = link;
    this.#direction = direction;
  }

  get down(): boolean {
    return this.link.partitioned;
  }

  get freeAt(): number {
    return this.link.freeAt(this.#direction);
  }

  latency(): number {
    return this.link.latency();
  }

  arrival(bytes: number): number {
    return this.link.arrival(this.#direction, bytes);
  }

  datagramArrivals(bytes: number): number[] {
    return this.link.datagramArrivals(this.#direction, bytes);
  }
}

/** From a host to itself: no time, no trouble. */
export class LoopbackPath implements Path {
  readonly down = false;
  readonly freeAt = 0;
  readonly link = undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  latency(): number {
    return 0;
  }

  arrival(): number {
    return this.#now();
  }

  datagramArrivals(): number[] {
    return [this.#now()];
  }
}
