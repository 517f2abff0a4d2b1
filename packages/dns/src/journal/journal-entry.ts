import { crc32 } from "node:zlib";
import { SOA } from "../records/soa.js";
import { TransferCollector } from "../transfer/transfer-collector.js";
import { zoneChanges } from "../transfer/transfer-contents.js";
import { transferMessages } from "../transfer/transfer-messages.js";
import { TransferSequence } from "../transfer/transfer-sequence.js";
import type { ZoneDifference } from "../transfer/zone-difference.js";
import { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import { QueryType } from "../wire/query-type.js";
import { JournalError } from "./journal-error.js";

/**
 * One change to a zone as a journal holds it: length and CRC-32 of what follows, and this is the answer to IXFR in as many DNS messages
 * as it takes, each with its length before it as on TCP (RFC 1995 §4, RFC 1035 §4.2.2). Numbers are big-endian.
 *
 *     entry   = length[4] crc[4] payload
 *     payload = 1*( length[2] message )
 */

/** Bytes before the payload. */
export const entryHeadBytes = 8;

/** A change as bytes. */
export function encodeEntry(difference: ZoneDifference): Buffer {
  const { from } = difference;
  const query = Message.query(from.name, QueryType.IXFR, { class: from.class, recursionDesired: false });
  const parts: Buffer[] = [Buffer.alloc(entryHeadBytes)];
  for (const message of transferMessages(query, zoneChanges(difference))) {
    const bytes = message.encode();
    const length = Buffer.allocUnsafe(2);
    length.writeUInt16BE(bytes.length);
    parts.push(length, bytes);
  }
  const entry = Buffer.concat(parts);
  const payload = entry.subarray(entryHeadBytes);
  entry.writeUInt32BE(payload.length, 0);
  entry.writeUInt32BE(crc32(payload), 4);
  return entry;
}

/** Whether `payload` is what was written with this head. */
export function isIntact(head: Buffer, payload: Buffer): boolean {
  return head.readUInt32BE(0) === payload.length && head.readUInt32BE(4) === crc32(payload);
}

/** The change of an entry. Throws a `JournalError` for what is none, or one of another zone; the payload is kept. */
export function decodeEntry(payload: Buffer, origin: Name): ZoneDifference {
  try {
    const collector = new TransferCollector();
    let sequence: TransferSequence | undefined;
    for (let at = 0; at < payload.length;) {
      const end = at + 2 + payload.readUInt16BE(at);
      const { answer } = Message.decode(payload.subarray(at + 2, end));
      sequence ??= sequenceOf(answer, origin);
      for (const record of answer) collector.take({ role: sequence.accept(record), record });
      at = end;
    }
    const [difference] = collector.collected.differences;
    if (difference !== undefined && sequence?.isComplete === true) return difference;
  } catch (error) {
    throw new JournalError("JOURNAL_DAMAGED", `an entry of the journal of ${origin.toString()} can't be read`, error);
  }
  throw new JournalError("JOURNAL_DAMAGED", `an entry of the journal of ${origin.toString()} is no change`);
}

function sequenceOf([, from]: Message["answer"], origin: Name): TransferSequence {
  const serial = from?.is(SOA) === true ? from.data.serial : undefined;
  return new TransferSequence({ origin, class: from?.class ?? 0, serial });
}
