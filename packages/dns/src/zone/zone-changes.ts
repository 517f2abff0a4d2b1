/** How the nodes of a zone become those of its next version. */

import { SOA } from "../records/soa.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { NodeMap } from "./node-map.js";
import { ZoneNode } from "./zone-node.js";

/** What changes between two versions of a zone. */
export interface ZoneChanges {
  /** Records to take out, compared by name, type and data. One that isn't there is no error. */
  readonly removed: readonly ResourceRecord[];
  /** Records to put in. One that is there already only gets its TTL changed. */
  readonly added: readonly ResourceRecord[];
}

/** Puts the new nodes in place. @returns the names that have records now. */
export function applyChanges(nodes: NodeMap, changes: ReadonlyMap<string, NameChange>): Name[] {
  const names: Name[] = [];
  for (const [key, change] of changes) {
    const before = nodes.get(key);
    const after = [...keptRecords(before?.records() ?? [], change), ...change.added];
    const [first] = after;
    if (first !== undefined) {
      nodes.set(key, ZoneNode.of(first.name, after));
      names.push(first.name);
    } else if (before !== undefined) {
      nodes.set(key, ZoneNode.of(before.name, []));
    }
  }
  return names;
}

/** Names between the apex and `name` exist, even where they own nothing (RFC 4592 §2.2.2). */
export function addEmptyNonTerminals(nodes: NodeMap, name: Name, origin: Name): void {
  for (let above = name.parent; above.byteLength > origin.byteLength; above = above.parent) {
    if (nodes.has(above.key)) return;
    nodes.set(above.key, ZoneNode.of(above, []));
  }
}

/** Takes out the empty nodes that nothing is below any more, of the names that have lost records. */
export function removeDeadEnds(nodes: NodeMap, removed: readonly ResourceRecord[], origin: Name): void {
  const suspects = new Map<string, Name>();
  for (const { name } of removed) {
    for (
      let at = name;
      at.byteLength > origin.byteLength && nodes.get(at.key)?.isEmptyNonTerminal === true;
      at = at.parent
    ) {
      suspects.set(at.key, at);
    }
  }
  if (suspects.size === 0) return;
  const needed = suspects.size > fewSuspects ? allParents(nodes, origin) : parentsAmong(nodes, [...suspects.values()]);
  for (const key of suspects.keys()) if (!needed.has(key)) nodes.delete(key);
}

/** Up to so many, comparing each with every name takes less time than looking up all parents of all names. */
const fewSuspects = 16;

/** The keys of those `suspects` that something is below. */
function parentsAmong(nodes: NodeMap, suspects: readonly Name[]): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const { name, isEmptyNonTerminal } of nodes.values()) {
    if (isEmptyNonTerminal) continue;
    for (const suspect of suspects) if (name.isSubdomainOf(suspect)) parents.add(suspect.key);
  }
  return parents;
}

/** The keys of all names that something is below. */
function allParents(nodes: NodeMap, origin: Name): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const { name, isEmptyNonTerminal } of nodes.values()) {
    if (isEmptyNonTerminal) continue;
    for (let above = name.parent; above.byteLength >= origin.byteLength; above = above.parent) {
      if (parents.has(above.key)) break;
      parents.add(above.key);
      if (above.isRoot) break;
    }
  }
  return parents;
}

/** What changes at one name. */
interface NameChange {
  readonly removed: ResourceRecord[];
  readonly added: ResourceRecord[];
}

/** Sorts changes by the name that they are of. */
export function changesByName(
  removed: readonly ResourceRecord[],
  added: readonly ResourceRecord[],
): ReadonlyMap<string, NameChange> {
  const changes = new Map<string, NameChange>();
  const changeAt = (name: Name): NameChange => {
    let change = changes.get(name.key);
    if (change === undefined) changes.set(name.key, (change = { removed: [], added: [] }));
    return change;
  };
  for (const record of removed) changeAt(record.name).removed.push(record);
  for (const record of added) changeAt(record.name).added.push(record);
  return changes;
}

/**
 * The records that stay: those that aren't removed, and that no added one takes the place of, being the same with another TTL, or the
 * one SOA there can be (RFC 2136 §3.4.2.2).
 */
function keptRecords(records: Iterable<ResourceRecord>, { removed, added }: NameChange): ResourceRecord[] {
  const gone = new Set<string>();
  for (const record of removed) gone.add(identityOf(record));
  for (const record of added) gone.add(identityOf(record));
  const hasNewSOA = added.some((record) => record.is(SOA));
  return [...records].filter((record) => !gone.has(identityOf(record)) && !(hasNewSOA && record.is(SOA)));
}

function identityOf(record: ResourceRecord): string {
  return `${String(record.type)} ${record.encodeRData(true).toString("latin1")}`;
}
