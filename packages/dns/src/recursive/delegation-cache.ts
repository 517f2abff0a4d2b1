import type { ReactorTime } from "@twist/core";
import { ByteLRU, type Sized } from "../cache/byte-lru.js";
import type { Name } from "../wire/name.js";
import type { Delegation } from "./delegation.js";

/** What the objects of an entry and of each server take, about. */
const bytesPerEntry = 400;
const bytesPerServer = 300;

interface Entry extends Sized {
  readonly delegation: Delegation;
  readonly expiresAt: number;
}

/**
 * Delegations, as parents have given them and for as long as they said. What a zone says of its own name servers isn't taken: it could
 * keep a zone alive that its parent has taken back (ghost domains, CVE-2012-1033).
 */
export class DelegationCache {
  readonly #clock: ReactorTime;
  readonly #maxTTL: number;
  readonly #entries: ByteLRU<Entry>;

  constructor(clock: ReactorTime, limits: { readonly maxDelegationBytes: number; readonly maxTTL: number }) {
    this.#clock = clock;
    this.#maxTTL = limits.maxTTL;
    this.#entries = new ByteLRU(limits.maxDelegationBytes);
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Keeps what a server of the zone `above` has said, and gives it with the time when that is over. No zone outlives the one that has led to it: by
   * delegating deeper and deeper it could go on for ever after its parent has taken it back (CVE-2022-30698).
   */
  put(delegation: Delegation, { until = Infinity }: Pick<Delegation, "until"> = {}): Delegation {
    const ttl = Math.min(delegation.ttl, this.#maxTTL);
    const expiresAt = Math.min(this.#clock.now() + ttl * 1000, until);
    const kept = { ...delegation, until: expiresAt };
    this.#entries.set(delegation.zone.key, {
      delegation: kept,
      expiresAt,
      byteLength: bytesPerEntry + delegation.servers.length * bytesPerServer,
    });
    return kept;
  }

  /** The one that is nearest above `name`, or at it. */
  closest(name: Name): Delegation | undefined {
    const { key } = name;
    const now = this.#clock.now();
    for (let position = 0; position < key.length; position += 1 + key.charCodeAt(position)) {
      const entry = this.#entries.get(position === 0 ? key : key.slice(position));
      if (entry === undefined) continue;
      if (entry.expiresAt > now) return entry.delegation;
      this.#entries.delete(entry.delegation.zone.key);
    }
    return undefined;
  }

  /** Forgets the one that is nearest above `name`, or at it. */
  forget(name: Name): void {
    const nearest = this.closest(name);
    if (nearest !== undefined) this.#entries.delete(nearest.zone.key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
