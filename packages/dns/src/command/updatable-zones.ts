import type { FileSystem } from "@twist/core/filesystem";
import { ZoneStore } from "../journal/zone-store.js";
import { diffZones } from "../transfer/zone-difference.js";
import type { ZonePublisher } from "../transfer/zone-publisher.js";
import type { ZoneUpdater } from "../update/zone-updater.js";
import type { Name } from "../wire/name.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneTarget } from "../zone-files/zone-files.js";
import type { ZoneSigning } from "./zone-signing.js";

/** What `UpdatableZones` are made of. */
export interface UpdatableZonesParts {
  readonly publisher: ZonePublisher;
  readonly updater: ZoneUpdater;
  readonly signing: ZoneSigning;
  /** Where what has changed is kept. */
  readonly files: FileSystem;
  /** Whether zones that we don't sign change too, by updates. */
  readonly hasUpdates: boolean;
}

/**
 * Where zones of files go that change while they are served, by updates and by signing: the first time each gets a store, whose changes
 * count; later it takes its turn.
 */
export class UpdatableZones implements ZoneTarget {
  readonly #parts: UpdatableZonesParts;
  readonly #stores: ZoneStore[] = [];

  constructor(parts: UpdatableZonesParts) {
    this.#parts = parts;
  }

  async publish(zone: Zone): Promise<boolean> {
    const { origin } = zone;
    const { publisher, updater, signing, files, hasUpdates } = this.#parts;
    if (updater.has(origin)) return updater.replace(zone);
    const place = { files, path: storedPath(origin) };
    const isOurs = signing.signs(origin);
    // What was changed once stays so, also where nobody may change more.
    if (!isOurs && !hasUpdates && !(await ZoneStore.exists(place))) return publisher.publish(zone);
    const prepare = isOurs ? signing.sign.bind(signing) : undefined;
    const store = await ZoneStore.open(zone, { ...place, prepare });
    this.#stores.push(store);
    for (const difference of store.past) publisher.history.add(origin, difference);
    const signed = isOurs ? signing.signedAnew(store.zone) : undefined;
    if (signed !== undefined) await store.append(diffZones(store.zone, signed), signed);
    updater.add({ origin, store, sign: prepare });
    return publisher.publish(store.zone);
  }

  withdraw(origin: Name): void {
    this.#parts.publisher.withdraw(origin);
  }

  async close(): Promise<void> {
    await this.#parts.updater.settled();
    for (const store of this.#stores) await store[Symbol.asyncDispose]();
  }
}

/** What the files of a zone are called, whatever octets its name has. */
export function storedPath(origin: Name): string {
  return `/${encodeURIComponent(origin.toString().toLowerCase())}`;
}
