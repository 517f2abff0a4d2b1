import type { Name } from "../wire/name.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import type { Zone } from "../zone/zone.js";

/** All records that a name owns; none for an empty non-terminal, which isn't "in use" (RFC 2136 §2.4.4). */
export function recordsAt(zone: Zone, name: Name): ResourceRecord[] {
  return [...(zone.node(name)?.records() ?? [])];
}
