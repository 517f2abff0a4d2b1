import type { Name } from "../wire/name.js";

/**
 * Which servers have answered for a question of a client, as servers of which zone: where DNSSEC says that what came of it isn't true, others are
 * asked before these.
 */
export class Witnesses {
  readonly #heard = new Set<string>();
  readonly #doubted = new Set<string>();

  /** The server at that address has answered. */
  heard(host: string, zone: Name): void {
    this.#heard.add(keyOf(host, zone));
  }

  /** All that have answered are doubted from now on. */
  doubt(): void {
    for (const witness of this.#heard) this.#doubted.add(witness);
  }

  isDoubted(host: string, zone: Name): boolean {
    return this.#doubted.size > 0 && this.#doubted.has(keyOf(host, zone));
  }
}

function keyOf(host: string, zone: Name): string {
  return `${host} ${zone.key}`;
}
