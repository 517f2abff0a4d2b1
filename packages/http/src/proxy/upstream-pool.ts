import type { Upstream } from "./upstream.js";

const NONE: ReadonlySet<Upstream> = new Set();

/**
 * Chooses the upstream for a request: of those that are well and have room, the one with the fewest requests under way; where several have as few, each in its turn.
 * So equal servers are given equal shares, and one that slows down fewer.
 *
 * Where all are out by their failures, the one that is due back first is tried all the same: suspicion alone refuses nobody. Those that checks have found down are not.
 */
export class UpstreamPool {
  readonly upstreams: readonly Upstream[];
  readonly #maxPending: number;
  #turn = 0;

  /** @throws {TypeError} where there is no upstream. */
  constructor(upstreams: readonly Upstream[], maxPending: number) {
    if (upstreams.length === 0) throw new TypeError("a reverse proxy needs at least one upstream");
    this.upstreams = upstreams;
    this.#maxPending = maxPending;
  }

  /** @returns `undefined` where no upstream can take a request. @param tried Those not to be chosen. */
  choose(now: number, tried: ReadonlySet<Upstream> = NONE): Upstream | undefined {
    const { upstreams } = this;
    let best: Upstream | undefined;
    let bestAt = 0;
    for (let i = 0; i < upstreams.length; i++) {
      const at = (this.#turn + i) % upstreams.length;
      const upstream = upstreams[at];
      if (upstream === undefined || !this.#hasRoom(upstream) || !upstream.health.isAvailable(now)) continue;
      if (tried.has(upstream) || (best !== undefined && upstream.pending >= best.pending)) continue;
      best = upstream;
      bestAt = at;
    }
    if (best === undefined) return this.#leastOut(tried);
    this.#turn = (bestAt + 1) % upstreams.length;
    return best;
  }

  #leastOut(tried: ReadonlySet<Upstream>): Upstream | undefined {
    let best: Upstream | undefined;
    for (const upstream of this.upstreams) {
      if (tried.has(upstream) || upstream.health.checkedDown || !this.#hasRoom(upstream)) continue;
      if (best === undefined || upstream.health.outUntil < best.health.outUntil) best = upstream;
    }
    return best;
  }

  #hasRoom(upstream: Upstream): boolean {
    return upstream.pending < this.#maxPending;
  }
}
