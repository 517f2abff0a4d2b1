import { DS } from "../../records/ds.js";
import { Opcode } from "../../wire/opcode.js";
import { QueryType } from "../../wire/query-type.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneTable } from "../../zone/zone-table.js";
import type { DNSHandler } from "../dns-handler.js";
import type { DNSQuery } from "../dns-query.js";
import { ZoneAnswer } from "./zone-answer.js";

/**
 * Answers from zones: what is in one of them is answered with authority, delegations with a referral. Everything else is the next
 * handler's, and so are zone transfers and updates.
 *
 *     new DNSDatagramServer({ handlers: [authoritative(new ZoneTable([zone]))] })
 */
export function authoritative(zones: ZoneTable): DNSHandler {
  return (query, next) => {
    const { message, question } = query;
    if (message.opcode !== Opcode.QUERY || question.type === QueryType.AXFR || question.type === QueryType.IXFR) {
      return next(query);
    }
    const zone = zoneFor(zones, query);
    if (zone === undefined) return next(query);
    const answer = new ZoneAnswer(zones, message);
    const reply = answer.answer(zone, question);
    query.wildcard = answer.wildcard;
    return reply;
  };
}

/** Both sides of a cut may be here: the parent has the DS records, and the child all else. */
function zoneFor(zones: ZoneTable, { question }: DNSQuery): Zone | undefined {
  let zone = zones.find(question.name);
  if (question.type === DS.code && zone?.origin.equals(question.name) === true) {
    zone = zones.findParent(question.name) ?? zone;
  }
  return zone?.class === question.class || question.class === QueryType.ANY ? zone : undefined;
}
