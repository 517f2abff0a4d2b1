import { recordIdentity } from "../transfer/zone-difference.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneChanges } from "../zone/zone-changes.js";
import { recordsAt } from "./records-at.js";

/** A zone that is being changed, name by name. The zone itself stays as it is until the changes are taken. */
export class ZoneDraft {
  readonly zone: Zone;
  readonly #names = new Map<string, DraftedName>();

  constructor(zone: Zone) {
    this.zone = zone;
  }

  /** What a name owns now. */
  recordsAt(name: Name): readonly ResourceRecord[] {
    return this.#names.get(name.key)?.after ?? recordsAt(this.zone, name);
  }

  /** Gives a name these records in the place of those that it has. */
  replace(name: Name, records: readonly ResourceRecord[]): void {
    const drafted = this.#names.get(name.key);
    if (drafted === undefined) this.#names.set(name.key, { name, before: recordsAt(this.zone, name), after: records });
    else drafted.after = records;
  }

  /** The names that were given other records than they had. */
  *touched(): Iterable<{
    readonly name: Name;
    readonly before: readonly ResourceRecord[];
    readonly after: readonly ResourceRecord[];
  }> {
    yield* this.#names.values();
  }

  /** What has changed in all; nothing where it came back to what it was. */
  changes(): ZoneChanges {
    const removed: ResourceRecord[] = [];
    const added: ResourceRecord[] = [];
    for (const { before, after } of this.#names.values()) {
      const gone = new Map(before.map((record) => [withTTL(record), record]));
      for (const record of after) if (!gone.delete(withTTL(record))) added.push(record);
      removed.push(...gone.values());
    }
    return { removed, added };
  }
}

interface DraftedName {
  readonly name: Name;
  readonly before: readonly ResourceRecord[];
  after: readonly ResourceRecord[];
}

function withTTL(record: ResourceRecord): string {
  return `${String(record.ttl)} ${recordIdentity(record)}`;
}
