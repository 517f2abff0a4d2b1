import { formatAddress, Logger } from "@twist/core";
import { notifiedSOA } from "../notify/notify-message.js";
import { SOA } from "../records/soa.js";
import type { DNSHandler } from "../server/dns-handler.js";
import type { DNSQuery } from "../server/dns-query.js";
import { ExtendedError, ExtendedErrorCode } from "../wire/edns/extended-error.js";
import type { Message } from "../wire/message.js";
import { Opcode } from "../wire/opcode.js";
import { Rcode } from "../wire/rcode.js";
import type { SecondaryZones } from "./secondary-zones.js";

const log = new Logger("twist.dns.secondary");

/**
 * What belongs to secondary zones: takes NOTIFY (RFC 1996) from those who may send it, and answers SERVFAIL for a zone that couldn't be had
 * yet, or has expired. Put it before the handlers that answer from zones.
 */
export function secondary(secondaries: SecondaryZones): DNSHandler {
  return (query, next) => {
    const { opcode } = query.message;
    if (opcode === Opcode.NOTIFY && query.question.type === SOA.code) return notified(secondaries, query);
    if (opcode !== Opcode.QUERY) return next(query);
    return secondaries.isMissing(query.question.name) ? notReady(query) : next(query);
  };
}

function notified(secondaries: SecondaryZones, query: DNSQuery): Message {
  const { message, peer, question } = query;
  const zone = secondaries.get(question.name);
  const fields = { peer: formatAddress(peer), zone: question.name.toString() };
  if (zone === undefined) {
    log.info("NOTIFY for a zone that isn't ours", fields);
    return message.reply({ rcode: Rcode.NOTAUTH });
  }
  if (!secondaries.mayNotify(query, zone.origin)) {
    log.warn("NOTIFY was refused", fields);
    return message.reply({ rcode: Rcode.REFUSED });
  }
  zone.notified("host" in peer ? peer.host : "", notifiedSOA(message));
  const reply = message.reply();
  reply.aa = true;
  return reply;
}

/** RFC 1034 §4.3.5: a copy that is too old is of no use. */
function notReady({ message }: DNSQuery): Message {
  const reply = message.reply({ rcode: Rcode.SERVFAIL });
  reply.edns?.add(ExtendedError, { infoCode: ExtendedErrorCode.NOT_READY, extraText: "" });
  return reply;
}
