import { recordIdentity } from "../transfer/zone-difference.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneChanges } from "../zone/zone-changes.js";
import { NameDraft } from "./name-draft.js";

/** A zone that is being changed, name by name. The zone itself stays as it is until the changes are taken. */
export class ZoneDraft {
  readonly zone: Zone;
  readonly #names = new Map<string, NameDraft>();

  constructor(zone: Zone) {
    this.zone = zone;
  }

  /** What a name owns, to be changed. */
  at(name: Name): NameDraft {
    let draft = this.#names.get(name.key);
    if (draft === undefined) {
      const owned = this.zone.node(name)?.records() ?? [];
      this.#names.set(name.key, (draft = new NameDraft(name, [...owned])));
    }
    return draft;
  }

  /** The names that may own other records than they did. */
  touched(): Iterable<NameDraft> {
    return this.#names.values();
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

function withTTL(record: ResourceRecord): string {
  return `${String(record.ttl)} ${recordIdentity(record)}`;
}
