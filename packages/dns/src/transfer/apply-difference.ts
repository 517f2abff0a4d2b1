import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";
import { TransferError } from "./transfer-error.js";
import { recordIdentity, type ZoneDifference } from "./zone-difference.js";

/**
 * The version after `zone`. All that is removed has to be there and nothing that is added may be, since changes that don't fit were made to
 * something else: a `TransferError` with code `"NOT_EXACT"` then. Throws a `ZoneError` where the result is no zone.
 */
export function applyDifference(zone: Zone, difference: ZoneDifference): Zone {
  const { from, to, removed, added } = difference;
  if (from.data.serial !== zone.serial) throw notExact("the changes are from another version");
  const present = identitiesAt(zone, [...removed, ...added]);
  for (const record of removed) {
    if (!present.delete(recordIdentity(record))) throw notExact("a record that isn't there is removed");
  }
  for (const record of added) {
    const identity = recordIdentity(record);
    if (present.has(identity)) throw notExact("a record that is there is added");
    present.add(identity);
  }
  return zone.with({ removed, added: [...added, to] });
}

/** What the owners of `records` have. */
function identitiesAt(zone: Zone, records: readonly ResourceRecord[]): Set<string> {
  const identities = new Set<string>();
  const seen = new Set<string>();
  for (const { name } of records) {
    if (seen.has(name.key)) continue;
    seen.add(name.key);
    for (const node of [zone.node(name), zone.hashedNode(name)]) {
      for (const record of node?.records() ?? []) identities.add(recordIdentity(record));
    }
  }
  return identities;
}

function notExact(what: string): TransferError {
  return new TransferError("NOT_EXACT", what);
}
