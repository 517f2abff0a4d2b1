import { DS } from "../../records/ds.js";
import type { Message } from "../../wire/message.js";
import { Opcode } from "../../wire/opcode.js";
import type { PreparedReply } from "../../wire/prepared-reply.js";
import { QueryType } from "../../wire/query-type.js";
import type { Zone } from "../../zone/zone.js";
import type { ZoneTable } from "../../zone/zone-table.js";
import type { DNSHandler } from "../dns-handler.js";
import type { DNSQuery } from "../dns-query.js";
import { AnswerMemo } from "./answer-memo.js";
import { ZoneAnswer } from "./zone-answer.js";

/**
 * Answers from zones: what is in one of them is answered with authority, delegations with a referral. Everything else is the next
 * handler's, and so are zone transfers and updates. Up to 4 MiB of answers are kept as they went out, until a zone changes.
 *
 *     new DNSDatagramServer({ handlers: [authoritative(new ZoneTable([zone]))] })
 */
export function authoritative(zones: ZoneTable): DNSHandler {
  const memo = new AnswerMemo(zones);
  return (query, next) => {
    const { message, question } = query;
    if (message.opcode !== Opcode.QUERY || question.type === QueryType.AXFR || question.type === QueryType.IXFR) {
      return next(query);
    }
    const dnssecOk = message.edns?.dnssecOk === true;
    const known = memo.find(question, dnssecOk);
    if (known !== undefined) return authoritativeReply(message, known);
    const zone = zoneFor(zones, query);
    if (zone === undefined) return next(query);
    const answer = new ZoneAnswer(zones, message);
    const reply = answer.answer(zone, question);
    query.wildcard = answer.wildcard;
    if (answer.wildcard === undefined) memo.add(question, dnssecOk, reply);
    return reply;
  };
}

function authoritativeReply(query: Message, prepared: PreparedReply): Message {
  const reply = query.reply({ prepared });
  reply.aa = true;
  return reply;
}

/** Both sides of a cut may be here: the parent has the DS records, and the child all else. */
function zoneFor(zones: ZoneTable, { question }: DNSQuery): Zone | undefined {
  let zone = zones.find(question.name);
  if (question.type === DS.code && zone?.origin.equals(question.name) === true) {
    zone = zones.findParent(question.name) ?? zone;
  }
  return zone?.class === question.class || question.class === QueryType.ANY ? zone : undefined;
}
