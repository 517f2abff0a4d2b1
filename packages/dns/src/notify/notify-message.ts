import { SOA, type SOAData } from "../records/soa.js";
import { HeaderFlag } from "../wire/header-flag.js";
import { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import { Opcode } from "../wire/opcode.js";
import { Question } from "../wire/question.js";
import type { ResourceRecord } from "../wire/resource-record.js";

/** Tells that a zone has changed (RFC 1996 §3.7): its SOA record, as a hint, spares those the way who have that version. */
export function notifyMessage(origin: Name, soa?: ResourceRecord<SOAData>): Message {
  const message = new Message({
    flags: HeaderFlag.AA,
    question: [new Question(origin, SOA.code, soa?.class)],
    answer: soa === undefined ? [] : [soa],
  });
  message.opcode = Opcode.NOTIFY;
  return message;
}

/** The SOA record that a NOTIFY hints at (RFC 1996 §3.7); `undefined` without one. Throws a `DNSDecodeError`. */
export function notifiedSOA({ answer, question: [question] }: Message): ResourceRecord<SOAData> | undefined {
  const [soa] = answer;
  return soa?.is(SOA) === true && question !== undefined && soa.name.equals(question.name) ? soa : undefined;
}
