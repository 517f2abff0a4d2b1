import { RRSIG } from "../records/rrsig.js";
import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";

/** The records of a type that a name owns: signatures too, which are no set of their own in a zone. */
export function recordsAt(zone: Zone, name: Name, type: number): readonly ResourceRecord[] {
  const node = zone.node(name);
  if (type === RRSIG.code) return node?.sets.flatMap(({ signatures }) => signatures) ?? [];
  return node?.get(type)?.records ?? [];
}
