import { abortable, type Deferred } from "@twist/core";
import { Message } from "../wire/message.js";
import { QueryType } from "../wire/query-type.js";
import { Rcode } from "../wire/rcode.js";
import { compareSerials } from "../zone/serial.js";
import { Zone } from "../zone/zone.js";
import { ZoneError } from "../zone/zone-error.js";
import { applyDifference } from "./apply-difference.js";
import { collectTransfer } from "./transfer-collector.js";
import type { TransferForm } from "./transfer-sequence.js";
import { TransferError } from "./transfer-error.js";
import type { TransferOptions } from "./transfer-options.js";
import { TransferSequence } from "./transfer-sequence.js";
import { TransferSession } from "./transfer-session.js";
import { transferZone } from "./transfer-zone.js";
import type { ZoneDifference } from "./zone-difference.js";

/** What became of a zone when its changes were asked for. */
export interface ChangesTransfer {
  /** `current`: there is nothing newer. `zone`: the server sent all of it. `changes`: it sent `differences`. */
  readonly form: TransferForm;
  /** The newest version; for `current` the one that we had. */
  readonly zone: Zone;
  /** What led to it, for `changes`; empty otherwise. */
  readonly differences: readonly ZoneDifference[];
}

/** Answers to IXFR that a server may give which would answer AXFR. */
const notIncremental: ReadonlySet<number | undefined> = new Set([Rcode.FORMERR, Rcode.NOTIMP]);

/**
 * Brings a zone up to date by IXFR (RFC 1995). Where the server doesn't know that, or its changes don't fit what we have, it is asked for
 * the whole zone. Fails as `transferZone` does, and with a `TransferError` with code `"NOT_NEWER"` where its version is older.
 *
 *     const { zone: newest } = await transferChanges(zone, { server: "192.0.2.53", key });
 */
export function transferChanges(zone: Zone, options: TransferOptions): Deferred<ChangesTransfer> {
  return abortable(async (signal) => {
    try {
      return await incremental(zone, { ...options, signal });
    } catch (error) {
      if (!isWorthWhole(error)) throw error;
    }
    const whole = await transferZone(zone.origin, { ...options, class: zone.class, signal });
    return replaced(zone, whole);
  }).withSignal(options.signal);
}

async function incremental(zone: Zone, options: TransferOptions): Promise<ChangesTransfer> {
  using session = new TransferSession(options);
  const { origin, class: recordClass, serial } = zone;
  const query = Message.query(origin, QueryType.IXFR, { class: recordClass, recursionDesired: false });
  query.authority = [zone.soa];
  const sequence = new TransferSequence({ origin, class: recordClass, serial });
  const { records, differences } = await collectTransfer(session.receive(query, sequence));
  if (sequence.form === "changes") {
    return { form: "changes", zone: differences.reduce(applyDifference, zone), differences };
  }
  if (sequence.form === "zone") return replaced(zone, Zone.fromRecords(origin, records));
  if (sequence.soa?.data.serial !== serial) throw notNewer(zone);
  return { form: "current", zone, differences: [] };
}

function replaced(before: Zone, after: Zone): ChangesTransfer {
  if (before.serial === after.serial) return { form: "current", zone: before, differences: [] };
  if (!(compareSerials(after.serial, before.serial) > 0)) throw notNewer(before);
  return { form: "zone", zone: after, differences: [] };
}

function isWorthWhole(error: unknown): boolean {
  if (error instanceof ZoneError) return true;
  if (!(error instanceof TransferError)) return false;
  return error.code === "NOT_EXACT" || error.code === "BAD_TRANSFER" || notIncremental.has(error.rcode);
}

function notNewer({ origin, serial }: Zone): TransferError {
  return new TransferError(
    "NOT_NEWER",
    `the server has an older version of ${origin.toString()} than ${String(serial)}`,
  );
}
