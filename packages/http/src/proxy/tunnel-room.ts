import type { Address } from "@twist/core";
import { ConnectionCount, type ConnectionLimits } from "@twist/core/policies";

/** Counts tunnels, in all and for each address, so that neither has too many. */
export class TunnelRoom {
  readonly #count = new ConnectionCount();
  readonly #limits: ConnectionLimits;

  constructor(max: number, maxPerAddress: number) {
    this.#limits = { maxConnections: max, maxConnectionsPerAddress: maxPerAddress };
  }

  /** How many there are. */
  get tunnels(): number {
    return this.#count.total;
  }

  /** Takes room for a tunnel of `peer`. @returns false where there is none. */
  take(peer: Address): boolean {
    if (this.#count.overLimit(peer, this.#limits) !== undefined) return false;
    this.#count.add(peer);
    return true;
  }

  /** Gives back what `take` took. */
  give(peer: Address): void {
    this.#count.delete(peer);
  }
}
