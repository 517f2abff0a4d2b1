import type { FileSystem } from "@twist/core/filesystem";
import { ZoneStore } from "../journal/zone-store.js";
import type { ZonePublisher } from "../transfer/zone-publisher.js";
import type { ZoneUpdater } from "../update/zone-updater.js";
import type { Name } from "../wire/name.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneTarget } from "../zone-files/zone-files.js";

/** Where zones of files go that are updated too: the first time each gets a store, whose changes count; later it takes its turn. */
export class UpdatableZones implements ZoneTarget {
  readonly #publisher: ZonePublisher;
  readonly #updater: ZoneUpdater;
  readonly #files: FileSystem;
  readonly #stores: ZoneStore[] = [];

  constructor(publisher: ZonePublisher, updater: ZoneUpdater, files: FileSystem) {
    this.#publisher = publisher;
    this.#updater = updater;
    this.#files = files;
  }

  async publish(zone: Zone): Promise<boolean> {
    const { origin } = zone;
    if (this.#updater.has(origin)) return this.#updater.replace(zone);
    const store = await ZoneStore.open(zone, { files: this.#files, path: storedPath(origin) });
    this.#stores.push(store);
    for (const difference of store.past) this.#publisher.history.add(origin, difference);
    this.#updater.add({ origin, store });
    return this.#publisher.publish(store.zone);
  }

  withdraw(origin: Name): void {
    this.#publisher.withdraw(origin);
  }

  async close(): Promise<void> {
    await this.#updater.settled();
    for (const store of this.#stores) await store[Symbol.asyncDispose]();
  }
}

/** What the files of a zone are called, whatever octets its name has. */
export function storedPath(origin: Name): string {
  return `/${encodeURIComponent(origin.toString().toLowerCase())}`;
}
