import type { Message } from "../wire/message.js";
import { Opcode } from "../wire/opcode.js";
import { Rcode } from "../wire/rcode.js";
import type { DNSQuery } from "./dns-query.js";

/**
 * What a query is answered with: a message; several, one after the other, for a zone transfer; or nothing at all, which drops the query.
 */
export type DNSAnswer = Message | AsyncIterable<Message> | undefined;

/** Answers a query. One that can answer at once does so without a promise, which is quicker. */
export type DNSResponder = (query: DNSQuery) => DNSAnswer | PromiseLike<DNSAnswer>;

/**
 * One link of a chain (the idea is CoreDNS's): it answers the query itself, hands it to `next`, or changes what `next` answers.
 *
 *     const handler: DNSHandler = (query, next) => (isBlocked(query.question.name) ? query.message.reply({ rcode: Rcode.NXDOMAIN }) : next(query));
 */
export type DNSHandler = (query: DNSQuery, next: DNSResponder) => DNSAnswer | PromiseLike<DNSAnswer>;

/** Makes one responder of handlers, the first one outermost. What none of them answers is REFUSED, or NOTIMP if it isn't QUERY. */
export function chainHandlers(handlers: readonly DNSHandler[]): DNSResponder {
  return handlers.reduceRight<DNSResponder>((next, handler) => (query) => handler(query, next), refuse);
}

function refuse({ message }: DNSQuery): Message {
  return message.reply({ rcode: message.opcode === Opcode.QUERY ? Rcode.REFUSED : Rcode.NOTIMP });
}

/** Whether an answer is one message. */
export function isMessage(answer: DNSAnswer): answer is Message {
  return answer !== undefined && !(Symbol.asyncIterator in answer);
}
