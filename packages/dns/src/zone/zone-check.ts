/** What makes records a zone: RFC 1034 §3.6.2, RFC 1035 §5.2, RFC 2181 §10.1, RFC 6672 §2.4. */

import { CNAME } from "../records/cname.js";
import { DNAME } from "../records/dname.js";
import { NS } from "../records/ns.js";
import { NSEC } from "../records/nsec.js";
import { SOA } from "../records/soa.js";
import type { Name } from "../wire/name.js";
import type { NodeMap } from "./node-map.js";
import type { ZoneNode } from "./zone-node.js";

/** More problems than these tell nobody more. */
const maxProblems = 20;

/**
 * All that is wrong with a zone, in words; empty where nothing is.
 *
 * @param changed The nodes that may be wrong: those that have changed since all was found in order. @default all
 */
export function zoneProblems(origin: Name, nodes: NodeMap, changed: Iterable<ZoneNode> = nodes.values()): string[] {
  const problems: string[] = [];
  const apex = nodes.get(origin.key);
  const soa = apex?.get(SOA);
  if (soa === undefined) problems.push("it has no SOA record");
  else if (soa.records.length > 1) problems.push("it has more than one SOA record");
  if (apex?.has(NS.code) !== true) problems.push("it has no NS record at its top");
  for (const node of changed) {
    if (problems.length >= maxProblems) break;
    checkNode(node, { origin, nodes, problems });
  }
  return problems;
}

interface Check {
  readonly origin: Name;
  readonly nodes: NodeMap;
  readonly problems: string[];
}

function checkNode(node: ZoneNode, { origin, nodes, problems }: Check): void {
  const { name } = node;
  if (node.has(SOA.code) && !name.equals(origin))
    problems.push(`${name.toString()} has an SOA record but isn't its top`);
  if (node.has(CNAME.code)) {
    const other = node.types.find((type) => type !== CNAME.code && type !== NSEC.code);
    if (other !== undefined) problems.push(`${name.toString()} has a CNAME record beside others`);
    if ((node.get(CNAME)?.records.length ?? 0) > 1) problems.push(`${name.toString()} has more than one CNAME record`);
  }
  if ((node.get(DNAME)?.records.length ?? 0) > 1) problems.push(`${name.toString()} has more than one DNAME record`);
  const above = name.equals(origin) ? undefined : nodes.get(name.parent.key);
  // Everything below the DNAME goes through a child of its owner.
  if (above?.has(DNAME.code) === true) {
    problems.push(`${name.toString()} is below a DNAME record, which redirects it`);
  }
}
