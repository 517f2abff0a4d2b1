/** What tells one version of a zone from the next, as IXFR sends it (RFC 1995 §4) and a journal keeps it. */

import { SOA, type SOAData } from "../records/soa.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneNode } from "../zone/zone-node.js";

/** From one version of a zone to a later one. */
export interface ZoneDifference {
  readonly from: ResourceRecord<SOAData>;
  readonly to: ResourceRecord<SOAData>;
  /** What is gone, the SOA left out. A record whose TTL changes is here and in `added`. */
  readonly removed: readonly ResourceRecord[];
  /** What is new, the SOA left out. */
  readonly added: readonly ResourceRecord[];
}

/** All that differs between two versions of a zone. It takes time in proportion to the zones, less where they share nodes. */
export function diffZones(before: Zone, after: Zone): ZoneDifference {
  const removed: ResourceRecord[] = [];
  const added: ResourceRecord[] = [];
  for (const node of after.nodes) diffNodes(before.node(node.name), node, removed, added);
  for (const node of before.nodes) if (after.node(node.name) === undefined) diffNodes(node, undefined, removed, added);
  for (const node of after.hashedNodes) diffNodes(before.hashedNode(node.name), node, removed, added);
  for (const node of before.hashedNodes) {
    if (after.hashedNode(node.name) === undefined) diffNodes(node, undefined, removed, added);
  }
  return { from: before.soa, to: after.soa, removed, added };
}

/** The same, where only these names, and the apex, can differ: it takes time in proportion to what they own. */
export function diffZonesAt(before: Zone, after: Zone, names: Iterable<Name>): ZoneDifference {
  const removed: ResourceRecord[] = [];
  const added: ResourceRecord[] = [];
  const distinct = new Map([[before.origin.key, before.origin]]);
  for (const name of names) distinct.set(name.key, name);
  for (const name of distinct.values()) {
    diffNodes(before.node(name), after.node(name), removed, added);
    diffNodes(before.hashedNode(name), after.hashedNode(name), removed, added);
  }
  return { from: before.soa, to: after.soa, removed, added };
}

/** Whether nothing but the SOA may differ. */
export function isEmptyDifference({ removed, added }: ZoneDifference): boolean {
  return removed.length === 0 && added.length === 0;
}

/** Owner, type and data as one string: the same for records that are equal whatever their TTLs (RFC 2136 §1.1.1). */
export function recordIdentity(record: ResourceRecord): string {
  return `${record.name.key} ${String(record.type)} ${record.encodeRData(true).toString("latin1")}`;
}

function diffNodes(
  before: ZoneNode | undefined,
  after: ZoneNode | undefined,
  removed: ResourceRecord[],
  added: ResourceRecord[],
): void {
  // Versions share the nodes that haven't changed.
  if (before === after) return;
  const gone = new Map<string, ResourceRecord>();
  for (const record of before?.records() ?? []) if (!record.is(SOA)) gone.set(identityWithTTL(record), record);
  for (const record of after?.records() ?? []) {
    if (!record.is(SOA) && !gone.delete(identityWithTTL(record))) added.push(record);
  }
  removed.push(...gone.values());
}

function identityWithTTL(record: ResourceRecord): string {
  return `${String(record.ttl)} ${recordIdentity(record)}`;
}
