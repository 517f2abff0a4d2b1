import { randomInt } from "node:crypto";
import type { Name } from "../wire/name.js";
import type { AuthorityServer } from "./authority-server.js";
import type { Delegation } from "./delegation.js";

/** How near in time two servers have to be so that either will do: a forger then doesn't know which is asked. */
const bandMs = 20;
/** How often one server is asked the same. */
const triesPerServer = 3;

/** Where the servers of a zone come from. */
export interface ServerSource {
  /** The servers at those of `addresses` that may be asked. */
  usable(addresses: readonly string[]): AuthorityServer[];
  /** The addresses of a name server that are in the cache. */
  known(name: Name): readonly string[];
  /** The addresses of a name server, asked for; empty where there are none. */
  lookUp(name: Name): Promise<readonly string[]>;
  /** Whether all others come first. */
  isDoubtful(server: AuthorityServer, zone: Name): boolean;
}

/**
 * The servers of one delegation, while one name is looked for: which is asked next. The quickest first, those that are about as quick in random
 * order, those that nobody has asked yet before all others; addresses that didn't come along are asked for where nothing else is left,
 * of a few servers at the most (CVE-2020-12662).
 */
export class ZoneServers {
  readonly #zone: Name;
  readonly #source: ServerSource;
  readonly #tries = new Map<AuthorityServer, number>();
  /** Name servers without addresses, in random order. */
  readonly #missing: Name[] = [];
  #lookUps: number;

  constructor({ zone, servers }: Delegation, source: ServerSource, maxAddressLookups: number) {
    this.#zone = zone;
    this.#source = source;
    this.#lookUps = maxAddressLookups;
    for (const { name, addresses } of servers) {
      if (addresses.length > 0) this.#add(addresses);
      // A server inside of the zone that it is needed to find: only glue helps.
      else if (!name.isSubdomainOf(zone)) this.#missing.splice(randomInt(this.#missing.length + 1), 0, name);
    }
    for (const name of this.#missing) this.#add(source.known(name));
  }

  /** The one to ask; undefined where there is none left. It counts as asked. */
  async next(): Promise<AuthorityServer | undefined> {
    for (;;) {
      const best = this.#best();
      if (best !== undefined && !(best.isPaused && this.#mayLookUp)) {
        this.#tries.set(best, (this.#tries.get(best) ?? 0) + 1);
        return best;
      }
      const name = this.#mayLookUp ? this.#missing.pop() : undefined;
      if (name === undefined) return undefined;
      this.#lookUps -= 1;
      this.#add(await this.#source.lookUp(name));
    }
  }

  /** That one is of no use here: it isn't asked again. */
  exclude(server: AuthorityServer): void {
    this.#tries.set(server, Infinity);
  }

  get #mayLookUp(): boolean {
    return this.#lookUps > 0 && this.#missing.length > 0;
  }

  #add(addresses: readonly string[]): void {
    for (const server of this.#source.usable(addresses)) {
      const isLast = this.#source.isDoubtful(server, this.#zone);
      if (!this.#tries.has(server)) this.#tries.set(server, isLast ? triesPerServer - 1 : 0);
    }
  }

  #best(): AuthorityServer | undefined {
    let fewest = Infinity;
    let candidates: AuthorityServer[] = [];
    for (const [server, tries] of this.#tries) {
      if (tries >= triesPerServer || !server.hasWay) continue;
      const counted = tries + (server.isPaused ? 1 : 0);
      if (counted < fewest) candidates = [];
      if (counted <= fewest) candidates.push(server);
      fewest = Math.min(fewest, counted);
    }
    const best = candidates.reduce((lowest, { srttMs = 0 }) => Math.min(lowest, srttMs), Infinity);
    const near = candidates.filter(({ srttMs = 0 }) => srttMs <= best + bandMs);
    if (near.length === 0) return undefined;
    const chosen = near[randomInt(near.length)];
    for (const server of candidates) if (server !== chosen) server.passedOver();
    return chosen;
  }
}
