import { abortable, type Deferred } from "@twist/core";
import { Message } from "../wire/message.js";
import { Name } from "../wire/name.js";
import { QueryType } from "../wire/query-type.js";
import { RecordClass } from "../wire/record-class.js";
import type { ResourceRecord } from "../wire/resource-record.js";
import { Zone } from "../zone/zone.js";
import { collectTransfer } from "./transfer-collector.js";
import type { TransferredRecord } from "./receive-transfer.js";
import type { TransferOptions } from "./transfer-options.js";
import { TransferSequence } from "./transfer-sequence.js";
import { TransferSession } from "./transfer-session.js";

/** How a whole zone is fetched. */
export interface TransferZoneOptions extends TransferOptions {
  /** @default RecordClass.IN */
  readonly class?: number | undefined;
}

/**
 * Fetches a zone by AXFR (RFC 5936).
 *
 *     const zone = await transferZone("example.com", { server: "192.0.2.53", key });
 *
 * Fails with a `TransferError` where the server refuses or what it sends is no zone, with a `DNSExchangeError` where it can't be reached,
 * stops in the middle or signs badly, and with a `ZoneError` for records that make no zone.
 */
export function transferZone(origin: Name | string, options: TransferZoneOptions): Deferred<Zone> {
  const name = Name.from(origin);
  return abortable(async (signal) => {
    using session = new TransferSession({ ...options, signal });
    const { records } = await collectTransfer(receiveWhole(name, options.class, session));
    return Zone.fromRecords(name, records);
  }).withSignal(options.signal);
}

/**
 * The records of a zone as they arrive, by AXFR, its SOA first and once: for zones that aren't wanted in memory. Only once the iteration
 * has ended is it certain that all were there. Leaving it early closes the connection. It throws what `transferZone` fails with.
 */
export async function* transferRecords(
  origin: Name | string,
  options: TransferZoneOptions,
): AsyncGenerator<ResourceRecord, void> {
  using session = new TransferSession(options);
  let isFirst = true;
  for await (const batch of receiveWhole(Name.from(origin), options.class, session)) {
    for (const { role, record } of batch) {
      if (role === "record" || isFirst) yield record;
      isFirst = false;
    }
  }
}

function receiveWhole(
  origin: Name,
  recordClass: number = RecordClass.IN,
  session: TransferSession,
): AsyncIterable<readonly TransferredRecord[]> {
  const query = Message.query(origin, QueryType.AXFR, { class: recordClass, recursionDesired: false });
  return session.receive(query, new TransferSequence({ origin, class: recordClass }));
}
