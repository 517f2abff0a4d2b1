import { ByteLRU } from "../../cache/byte-lru.js";
import type { Name } from "../../wire/name.js";
import type { ValidationLimits } from "./validation-limits.js";
import type { InsecureZone, SecureZone } from "./zone-security.js";

interface Entry {
  readonly security: SecureZone | InsecureZone;
  readonly untilMs: number;
  /** Each counts as one: keys have their limits by themselves. */
  readonly byteLength: 1;
}

/** The keys of zones that were validated, and where unsigned ones begin. */
export class ZoneCache {
  readonly #maxLifetimeMs: number;
  readonly #entries: ByteLRU<Entry>;

  constructor({ maxZones, maxKeyLifetimeMs }: ValidationLimits) {
    this.#maxLifetimeMs = maxKeyLifetimeMs;
    this.#entries = new ByteLRU(maxZones);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is known of exactly this name. @param nowMs Milliseconds since 1970. */
  get(zone: Name, nowMs: number): SecureZone | InsecureZone | undefined {
    const entry = this.#entries.get(zone.key);
    if (entry === undefined || nowMs < entry.untilMs) return entry?.security;
    this.#entries.delete(zone.key);
    return undefined;
  }

  set(zone: Name, security: SecureZone | InsecureZone, nowMs: number): void {
    const untilMs = nowMs + Math.min(security.ttl * 1000, this.#maxLifetimeMs);
    if (untilMs > nowMs) this.#entries.set(zone.key, { security, untilMs, byteLength: 1 });
  }

  clear(): void {
    this.#entries.clear();
  }
}
