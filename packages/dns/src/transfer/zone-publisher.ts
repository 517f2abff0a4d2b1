import { Logger } from "@twist/core";
import type { Name } from "../wire/name.js";
import type { Zone } from "../zone/zone.js";
import { ZoneTable } from "../zone/zone-table.js";
import { diffZones, type ZoneDifference } from "./zone-difference.js";
import { ZoneHistory } from "./zone-history.js";

const log = new Logger("twist.dns.zones");

/** Told of every new version. `previous` is the one before it, if there was one. */
export type ZoneListener = (zone: Zone, previous: Zone | undefined) => void;

/**
 * The one place where zones change: what loads, transfers or updates a zone hands each new version here, and all else learns of it. The
 * table is what the server answers from, the history what IXFR is answered from, and the listeners are those that tell secondaries.
 *
 *     const publisher = new ZonePublisher();
 *     const files = new ZoneFiles({ publisher, ... });
 *     const handlers = [transfers(publisher.zones, { history: publisher.history, allow }), authoritative(publisher.zones)];
 */
export class ZonePublisher {
  readonly zones: ZoneTable;
  readonly history: ZoneHistory;
  readonly #listeners = new Set<ZoneListener>();

  constructor(parts: { readonly zones?: ZoneTable; readonly history?: ZoneHistory } = {}) {
    this.zones = parts.zones ?? new ZoneTable();
    this.history = parts.history ?? new ZoneHistory();
  }

  /**
   * Puts a zone, or its new version, in place, between two queries. `difference` from the version before is worked out where it isn't
   * given.
   * @returns whether it is another than before
   */
  publish(zone: Zone, difference?: ZoneDifference): boolean {
    const previous = this.zones.get(zone.origin);
    if (previous === zone) return false;
    this.zones.set(zone);
    if (previous !== undefined) this.history.add(zone.origin, difference ?? diffZones(previous, zone));
    for (const listener of this.#listeners) {
      try {
        listener(zone, previous);
      } catch (error) {
        log.error("A listener failed", { zone: zone.origin.toString(), error });
      }
    }
    return true;
  }

  /** Takes a zone out of service. */
  withdraw(origin: Name): void {
    this.zones.delete(origin);
  }

  /** @returns what ends it. */
  subscribe(listener: ZoneListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
