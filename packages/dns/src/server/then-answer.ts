import { type DNSAnswer, isMessage } from "./dns-handler.js";
import type { Message } from "../wire/message.js";

/** Whether an answer isn't there yet. */
export function isPromiseLike(answer: DNSAnswer | PromiseLike<DNSAnswer>): answer is PromiseLike<DNSAnswer> {
  return answer !== undefined && "then" in answer;
}

/**
 * What `change` makes of an answer of one message, now or when it comes. Transfers, and queries that aren't answered, go through as they
 * are.
 */
export function thenAnswer(
  answer: DNSAnswer | PromiseLike<DNSAnswer>,
  change: (message: Message) => DNSAnswer,
): DNSAnswer | PromiseLike<DNSAnswer> {
  if (isPromiseLike(answer)) return answer.then((settled) => (isMessage(settled) ? change(settled) : settled));
  return isMessage(answer) ? change(answer) : answer;
}
