import type { Message } from "../wire/message.js";
import type { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";

/**
 * Whether `response` answers `query` as it went out (RFC 5452 §9.1): opcode, and the question to the case of each letter. A server
 * that could not read the query has no question to give back, so those two errors may come without.
 */
export function matchesQuery(response: Message, query: Message): boolean {
  if (!response.qr || response.opcode !== query.opcode) return false;
  const { question, rcode } = response;
  if (question.length === 0 && query.question.length > 0) return rcode === Rcode.FORMERR || rcode === Rcode.NOTIMP;
  return sameQuestions(response, query);
}

/** The same for a message of a stream: only the first has to repeat the question (RFC 5936 §2.2). */
export function matchesLaterInStream(response: Message, query: Message): boolean {
  if (!response.qr || response.opcode !== query.opcode) return false;
  return response.question.length === 0 || sameQuestions(response, query);
}

function sameQuestions({ question }: Message, query: Message): boolean {
  return question.length === query.question.length && question.every((asked, i) => isSame(asked, query.question[i]));
}

function isSame(asked: Question, expected: Question | undefined): boolean {
  return asked.type === expected?.type && asked.class === expected.class && asked.name.octets === expected.name.octets;
}
