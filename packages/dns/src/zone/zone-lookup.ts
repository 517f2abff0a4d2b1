/** Finding what a zone says of a name and type: RFC 1034 §4.3.2, RFC 4592, RFC 6672 §3.2. */

import { CNAME } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import { DS } from "../records/ds.js";
import { NS } from "../records/ns.js";
import type { Name } from "../wire/name.js";
import { QueryType } from "../wire/query-type.js";
import type { RRSet } from "./rrset.js";
import type { Zone } from "./zone.js";
import type { ZoneNode } from "./zone-node.js";

/**
 * What was found:
 *
 * - `records`: `set` is the answer. For ANY, `set` is undefined and everything that `node` has is it.
 * - `alias`: `set` is a CNAME, and the search goes on at its target.
 * - `redirection`: `set` is a DNAME above the name.
 * - `delegation`: `set` is the NS set of a zone below, which has the authority.
 * - `no-data`: the name exists, and has nothing of the type.
 * - `no-name`: the name doesn't exist.
 */
export type ZoneLookupKind = "records" | "alias" | "redirection" | "delegation" | "no-data" | "no-name";

export interface ZoneLookup {
  readonly kind: ZoneLookupKind;
  /** The RRset that says so. */
  readonly set: RRSet | undefined;
  /** Its owner; for `no-data` the name's own node, or the wildcard's; for `no-name` the closest encloser. */
  readonly node: ZoneNode;
  /** Whether `node` is a wildcard that stands in for the name: what is answered gets the name that was asked for (RFC 4592 §3.3.1). */
  readonly isWildcard: boolean;
  /** The nearest name at or above that one which exists. */
  readonly closestEncloser: ZoneNode;
}

/** Looks `name` up, which must be the zone's origin or below it. Throws a `RangeError` if it isn't. */
export function lookUp(zone: Zone, name: Name, type: number): ZoneLookup {
  if (!name.isSubdomainOf(zone.origin)) {
    throw new RangeError(`${name.toString()} is not in the zone ${zone.origin.toString()}`);
  }
  const { key } = name;
  const exact = zone.nodeByKey(key);
  if (exact !== undefined && !zone.hasCuts) return atNode(exact, type, exact);
  // From the top down: whatever is at or below a cut or a DNAME isn't this zone's to answer.
  let encloser = zone.apex;
  const starts = labelStarts(key, key.length - zone.origin.byteLength);
  for (let i = starts.length - 1; i >= 0; i--) {
    const dname = encloser.get(DNAME);
    if (dname !== undefined) return found("redirection", dname, encloser);
    const next = zone.nodeByKey(key.slice(starts[i]));
    if (next === undefined) return belowEncloser(zone, encloser, type);
    const ns = next.get(NS);
    // The DS records of a delegated name are the parent's to give (RFC 4035 §3.1.4.1).
    if (ns !== undefined && !(i === 0 && type === DS.code)) return found("delegation", ns, next);
    encloser = next;
  }
  return atNode(encloser, type, encloser);
}

function found(kind: ZoneLookupKind, set: RRSet | undefined, node: ZoneNode, closestEncloser = node): ZoneLookup {
  return { kind, set, node, isWildcard: node !== closestEncloser, closestEncloser };
}

/** What a name that exists has. `closestEncloser` is `node` itself unless `node` is a wildcard that stands in. */
function atNode(node: ZoneNode, type: number, closestEncloser: ZoneNode): ZoneLookup {
  if (type === QueryType.ANY) {
    return found(node.isEmptyNonTerminal ? "no-data" : "records", undefined, node, closestEncloser);
  }
  const set = node.get(type);
  if (set !== undefined) return found("records", set, node, closestEncloser);
  const alias = node.get(CNAME);
  if (alias !== undefined) return found("alias", alias, node, closestEncloser);
  return found("no-data", undefined, node, closestEncloser);
}

/** What a name that doesn't exist has: what the wildcard below its closest encloser gives (RFC 4592 §3.3.1). */
function belowEncloser(zone: Zone, encloser: ZoneNode, type: number): ZoneLookup {
  const wildcard = zone.nodeByKey(`\u0001*${encloser.name.key}`);
  if (wildcard === undefined) return found("no-name", undefined, encloser);
  const ns = wildcard.get(NS);
  // A wildcard that delegates means nothing (RFC 4592 §4.2); its other records count.
  return ns !== undefined && type === NS.code
    ? found("no-data", undefined, wildcard, encloser)
    : atNode(wildcard, type, encloser);
}

/** Where each label of `key` begins, before `end`. */
function labelStarts(key: string, end: number): number[] {
  const starts: number[] = [];
  for (let position = 0; position < end; position += 1 + key.charCodeAt(position)) starts.push(position);
  return starts;
}
