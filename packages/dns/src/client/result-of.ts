import { recordTypes } from "../records/record-types.js";
import type { Message } from "../wire/message.js";
import type { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { followAliases } from "./alias-chain.js";
import { DNSLookupError } from "./dns-lookup-error.js";
import type { LookupResult } from "./lookup-result.js";
import type { PrivateAddressFilter } from "./private-addresses.js";

/** What `response` says in answer to `question`. Throws a `DNSLookupError` where that is nothing, or nothing that `filter` lets through. */
export function resultOf(question: Question, response: Message, filter?: PrivateAddressFilter): LookupResult<object> {
  const { aliases, target, records } = followAliases(question, response);
  if (response.rcode !== Rcode.NOERROR || records.length === 0) {
    throw DNSLookupError.fromResponse(describeQuestion(question), response);
  }
  const allowed = filter?.filter(question.name, records) ?? records;
  if (allowed.length === 0) {
    const message = `${describeQuestion(question)}: it has private addresses only, and is in none of the domains that may`;
    throw new DNSLookupError(message, { code: "PRIVATE_ADDRESS" });
  }
  const ttl = lowestTTL([...aliases, ...allowed]);
  return { name: question.name, canonicalName: target, records: allowed, ttl, authenticated: response.ad };
}

/** `www.example. A`, for errors. */
export function describeQuestion({ name, type }: Question): string {
  return `${name.toString()} ${recordTypes.mnemonic(type)}`;
}

function lowestTTL(records: readonly ResourceRecord[]): number {
  return records.reduce((lowest, { ttl }) => Math.min(lowest, ttl), 0x7fff_ffff);
}
