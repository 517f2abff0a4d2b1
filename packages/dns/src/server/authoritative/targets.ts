import { MX } from "../../records/mx.js";
import { NS } from "../../records/ns.js";
import { SRV } from "../../records/srv.js";
import type { Name } from "../../wire/name.js";
import type { RRSet } from "../../zone/rrset.js";

const none: readonly Name[] = [];

/** The hosts that an RRset names, whose addresses are wanted next (RFC 1035 §3.3, RFC 2782). */
export function targetsOf(set: RRSet): readonly Name[] {
  const { type } = set;
  if (type !== NS.code && type !== MX.code && type !== SRV.code) return none;
  const targets: Name[] = [];
  for (const record of set.records) {
    if (record.is(NS)) targets.push(record.data.nsdname);
    else if (record.is(MX)) targets.push(record.data.exchange);
    else if (record.is(SRV)) targets.push(record.data.target);
  }
  return targets;
}
