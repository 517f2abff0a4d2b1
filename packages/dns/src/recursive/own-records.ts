import { RRSIG } from "../records/rrsig.js";
import { Message } from "../wire/message.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "../zone/rrset.js";

/**
 * The set over memory of its own: a decoded record keeps the whole message alive, which may be a thousand times as large. `undefined` for one that came
 * with names compressed that mustn't be, and is larger than a message without.
 */
export function ownRecords(set: RRSet): RRSet | undefined {
  const encoded = new Message({ answer: [...set.records, ...set.signatures] }).encode();
  const bytes = Buffer.allocUnsafeSlow(encoded.length);
  encoded.copy(bytes);
  const records: ResourceRecord[] = [];
  const signatures = [];
  const own = Message.decode(bytes);
  if (own.tc) return undefined;
  for (const record of own.answer) {
    if (set.type !== RRSIG.code && record.is(RRSIG)) signatures.push(record);
    else records.push(record);
  }
  return new RRSet(records, signatures);
}
