import type { Direction, Link } from "./link.js";
import type { Path } from "./path.js";

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
