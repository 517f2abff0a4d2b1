import { A } from "../records/a.js";
import { AAAA } from "../records/aaaa.js";
import { DS } from "../records/ds.js";
import { NS } from "../records/ns.js";
import type { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import { RecordClass } from "../wire/record-class.js";
import type { RRSet } from "../zone/rrset.js";
import type { AskedZone } from "./asked-zone.js";
import type { Delegation } from "./delegation.js";
import type { NameServerAddresses } from "./root-hints.js";
import type { SortedSection } from "./sorted-section.js";

/**
 * The delegation that a response is: to a zone below the one that was asked, which the question's name is in; anything else would be a
 * child that speaks for its parent. `undefined` where it is none.
 */
export function readReferral(
  response: Message,
  authorities: SortedSection,
  { question, zone, limits }: AskedZone,
): Delegation | undefined {
  let nearest: RRSet | undefined;
  for (const set of authorities.ofType(NS.code)) {
    const isBelow = set.name.labelCount > zone.labelCount && question.name.isSubdomainOf(set.name);
    // Whoever is asked for DS is the parent, and may not send us to the child (RFC 4035 §3.1.4.1).
    if (!isBelow || (question.type === DS.code && set.name.equals(question.name))) continue;
    if (nearest === undefined || set.name.labelCount > nearest.name.labelCount) nearest = set;
  }
  if (nearest === undefined) return undefined;
  const names: Name[] = [];
  for (const record of nearest.records) if (record.is(NS)) names.push(record.data.nsdname);
  const servers = addressesOf(names.slice(0, limits.maxNameServers), response, { zone, limits });
  return { zone: nearest.name, servers, ttl: nearest.ttl };
}

/** What the additional section says of `names`: glue, as far as it is in the zone of the server that gives it. */
export function addressesOf(
  names: readonly Name[],
  response: Message,
  { zone, limits }: Pick<AskedZone, "zone" | "limits">,
): NameServerAddresses[] {
  const found = new Map<string, Set<string>>();
  for (const name of names) if (name.isSubdomainOf(zone)) found.set(name.key, new Set());
  for (const record of response.additional) {
    if (record.class !== RecordClass.IN || !(record.is(A) || record.is(AAAA))) continue;
    const addresses = found.get(record.name.key);
    if (addresses !== undefined && addresses.size < limits.maxAddressesPerServer) addresses.add(record.data.address);
  }
  return names.map((name) => ({ name, addresses: [...(found.get(name.key) ?? [])] }));
}
