import type { Name } from "../wire/name.js";

/**
 * Which servers have answered for a question of a client, as servers of which zone: where DNSSEC says that what came of it isn't true, it is put
 * once more, to one other server of each zone. One only: of an answer and the keys to check it with, each from another server, nobody can tell which
 * isn't true.
 */
export class Witnesses {
  /** By zone: those that have answered this time. */
  readonly #heard = new Map<string, Set<string>>();
  /** By zone: those that alone have answered another time. */
  readonly #doubted = new Map<string, Set<string>>();
  #isAgain = false;

  /** The server at that address has answered. */
  heard(host: string, zone: Name): void {
    add(this.#heard, zone.key, host);
  }

  /** It is going to be put once more. */
  again(): void {
    for (const [zone, hosts] of this.#heard) {
      const [first = ""] = hosts;
      // Of several, all but the first were asked for want of it.
      if (hosts.size === 1 || this.#isAgain) add(this.#doubted, zone, first);
    }
    this.#heard.clear();
    this.#isAgain = true;
  }

  /** Whether others are to be asked before that one. */
  isDoubted(host: string, zone: Name): boolean {
    if (!this.#isAgain) return false;
    const heard = this.#heard.get(zone.key);
    return heard === undefined ? this.#doubted.get(zone.key)?.has(host) === true : !heard.has(host);
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}
