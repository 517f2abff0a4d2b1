import type { Name } from "../wire/name.js";
import type { Zone } from "./zone.js";

/** The zones of a server. A zone is replaced as a whole, between two queries. */
export class ZoneTable implements Iterable<Zone> {
  readonly #zones = new Map<string, Zone>();
  /** How many origins have so many octets: a suffix of another length needs no look-up. */
  readonly #lengths = new Uint32Array(256);
  #version = 0;

  constructor(zones: Iterable<Zone> = []) {
    for (const zone of zones) this.set(zone);
  }

  /** Adds a zone, or puts a new version in the place of the one with the same origin. */
  set(zone: Zone): void {
    const { key } = zone.origin;
    if (!this.#zones.has(key)) this.#countLength(key, 1);
    this.#zones.set(key, zone);
    this.#version += 1;
  }

  /** The zone with exactly this origin. */
  get(origin: Name): Zone | undefined {
    return this.#zones.get(origin.key);
  }

  /** @returns whether there was one. */
  delete(origin: Name): boolean {
    const { key } = origin;
    if (!this.#zones.delete(key)) return false;
    this.#countLength(key, -1);
    this.#version += 1;
    return true;
  }

  /** The zone that `name` belongs to: the one with the longest origin that `name` is at or below (RFC 1034 §4.3.2, step 2). */
  find(name: Name): Zone | undefined {
    const { key } = name;
    for (let position = 0; position < key.length; position += 1 + key.charCodeAt(position)) {
      if (this.#lengths[key.length - position] === 0) continue;
      const zone = this.#zones.get(position === 0 ? key : key.slice(position));
      if (zone !== undefined) return zone;
    }
    return undefined;
  }

  /** As `find`, for the zone above: who is asked for a DS record (RFC 4035 §3.1.4.1). */
  findParent(name: Name): Zone | undefined {
    return name.isRoot ? undefined : this.find(name.parent);
  }

  /** Another number whenever a zone is added, replaced or taken away. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#zones.size;
  }

  [Symbol.iterator](): Iterator<Zone> {
    return this.#zones.values();
  }

  #countLength({ length }: string, change: 1 | -1): void {
    this.#lengths[length] = (this.#lengths[length] ?? 0) + change;
  }
}
