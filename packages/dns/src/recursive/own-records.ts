import { RRSIG } from "../records/rrsig.js";
import { Message } from "../wire/message.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { RRSet } from "../zone/rrset.js";

/** The set over memory of its own: a decoded record keeps the whole message alive, which may be a thousand times as large. */
export function ownRecords(set: RRSet): RRSet {
  const encoded = new Message({ answer: [...set.records, ...set.signatures] }).encode();
  const bytes = Buffer.allocUnsafeSlow(encoded.length);
  encoded.copy(bytes);
  const records: ResourceRecord[] = [];
  const signatures = [];
  for (const record of Message.decode(bytes).answer) {
    if (set.type !== RRSIG.code && record.is(RRSIG)) signatures.push(record);
    else records.push(record);
  }
  return new RRSet(records, signatures);
}
