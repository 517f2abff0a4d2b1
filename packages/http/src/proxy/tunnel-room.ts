import type { Address } from "@twist/core";
import { ConnectionCount } from "@twist/core/policies";

/** Counts tunnels, in all and for each address, so that neither has too many. */
export class TunnelRoom {
  readonly #count = new ConnectionCount();
  readonly #max: number;
  readonly #maxPerAddress: number;

  constructor(max: number, maxPerAddress: number) {
    this.#max = max;
    this.#maxPerAddress = maxPerAddress;
  }

  /** How many there are. */
  get tunnels(): number {
    return this.#count.total;
  }

  /** Takes room for a tunnel of `peer`. @returns false where there is none. */
  take(peer: Address): boolean {
    if (this.#count.total >= this.#max || this.#count.from(peer) >= this.#maxPerAddress) return false;
    this.#count.add(peer);
    return true;
  }

  /** Gives back what `take` took. */
  give(peer: Address): void {
    this.#count.delete(peer);
  }
}
